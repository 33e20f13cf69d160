"""Everything that the page of one request shows."""

from collections import Counter
from typing import Any

from django.utils.translation import get_language, gettext

from hetang.commons.accounts.api import Account, account_names
from hetang.ground.journal.api import Event
from hetang.ground.lib.labels import pick
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import Case, Entry, mark_titles, seen_cases, visible_to
from hetang.record.rights import access
from hetang.record.rights.forms import DecisionForm
from hetang.record.rights.lifecycle import REQUEST
from hetang.record.rights.models import Request
from hetang.record.rights.narrative import TEXTS
from hetang.record.rights.queries import keepers_of, story_of
from hetang.record.rights.rules import CAPACITIES, CHANNELS, IDENTITIES, KINDS, MEANS, by_room
from hetang.record.rights.writing import facts_for

LABELS = {"kind": KINDS, "capacity": CAPACITIES, "channel": CHANNELS, "identity": IDENTITIES}


def page_of(request: Request, user: Account) -> dict[str, Any]:
    """Context of `rights/request.html`."""
    verbs = {m.verb: m for m in REQUEST.from_state(request.state) if access.may(user, m, request.street)}
    facts = facts_for(request, user) if verbs else {}
    story = story_of(request)
    return {
        "asked": request,
        "labels": LABELS,
        "means": MEANS,
        "verbs": verbs,
        "missing": {verb: REQUEST.missing(move, facts) for verb, move in verbs.items()},
        **_kept(request, user),
        "grounds": {e["key"]: e for e in rulepacks.entries("request_grounds")},
        "form": DecisionForm(request.kind) if "refuse_request" in verbs else None,
        "cases": _cases(request, user) if request.kind == "correct" else [],
        "may_copy": request.kind == "access"
        and request.state in {"granted", "partly", "done"}
        and access.may(user, REQUEST.move("carry_out"), request.street),
        "mentions": by_room(request.outcome.get("mentions", {})),
        "timeline": _told(story),
    }


def _cases(request: Request, user: Account) -> list[Case]:
    found = list(visible_to(user).filter(parties__person=request.person).distinct().order_by("-id")[:20])
    mark_titles(user, found)
    return found


def _kept(request: Request, user: Account) -> dict[str, Any]:
    """What keeps the person's data: the cases this reader may see, of the others only how many there are and why."""
    asked = request.kind == "erase" and request.person.erased_at is None
    keepers = keepers_of(request.person, request.street) if asked else []
    seen = seen_cases(user, [k.case for k in keepers])
    return {
        "keepers": [k for k in keepers if k.case in seen],
        "keepers_unseen": Counter(k.ground for k in keepers if k.case not in seen),
    }


def _told(story: list[Event]) -> list[Entry]:
    """The story in the reader's language."""
    language = get_language() or "zh"
    names = account_names({e.actor for e in story if e.actor})
    return [
        Entry(e.at, pick(names.get(e.actor or 0, ""), language), gettext(TEXTS[e.verb]), "neutral", "") for e in story
    ]
