"""Everything that the page of one request shows."""

from typing import Any

from django.utils.translation import get_language, gettext

from hetang.commons.accounts.api import Account, account_names
from hetang.ground.journal.api import Event
from hetang.ground.lib.labels import pick
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import Entry, visible_to
from hetang.record.rights import access
from hetang.record.rights.forms import DecisionForm
from hetang.record.rights.lifecycle import REQUEST
from hetang.record.rights.models import Request
from hetang.record.rights.narrative import TEXTS
from hetang.record.rights.queries import keepers_of, story_of
from hetang.record.rights.rules import CAPACITIES, CHANNELS, IDENTITIES, KINDS, MEANS
from hetang.record.rights.writing import facts_for

LABELS = {"kind": KINDS, "capacity": CAPACITIES, "channel": CHANNELS, "identity": IDENTITIES}


def page_of(request: Request, user: Account) -> dict[str, Any]:
    """Context of `rights/request.html`."""
    verbs = {m.verb: m for m in REQUEST.from_state(request.state) if access.may(user, m, request.street)}
    facts = facts_for(request, user) if verbs else {}
    story = story_of(request)
    is_erased = request.person.erased_at is not None
    return {
        "asked": request,
        "labels": LABELS,
        "means": MEANS,
        "verbs": verbs,
        "missing": {verb: REQUEST.missing(move, facts) for verb, move in verbs.items()},
        "keepers": keepers_of(request.person) if request.kind == "erase" and not is_erased else [],
        "grounds": {e["key"]: e for e in rulepacks.entries("request_grounds")},
        "form": DecisionForm(request.kind) if "refuse_request" in verbs else None,
        "cases": list(visible_to(user).filter(parties__person=request.person).distinct().order_by("-id")[:20])
        if request.kind == "correct"
        else [],
        "may_copy": request.kind == "access"
        and request.state in {"granted", "partly", "done"}
        and access.may(user, REQUEST.move("carry_out"), request.street),
        "timeline": _told(story),
    }


def _told(story: list[Event]) -> list[Entry]:
    """The story in the reader's language."""
    language = get_language() or "zh"
    names = account_names({e.actor for e in story if e.actor})
    return [
        Entry(e.at, pick(names.get(e.actor or 0, ""), language), gettext(TEXTS[e.verb]), "neutral", "") for e in story
    ]
