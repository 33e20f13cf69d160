"""The rows of cases that came in while a page was open."""

from collections.abc import Hashable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hetang.commons.accounts.api import Account, signed_in
from hetang.faces.desk.live import ADDRESS, note_for
from hetang.ground.lib import clock
from hetang.ground.lib.htmx import render
from hetang.record.cases.api import Case, branches_of, mark_titles, seen_cases

MOST = 20
# What stands in a row (templates/desk/rows.html), beside the title as its reader is shown it.
SHOWN = ("pk", "number", "kind", "state", "risk", "assignee_id", "unit_id", "due_at")
PAGES = 200


def watching(user: Account) -> dict[str, Any]:
    """What a page needs to watch."""
    return {"watching": note_for(user), "live_address": ADDRESS}


@never_cache
@require_GET
def fresh_rows(request: HttpRequest) -> HttpResponse:
    """Those of the cases named that this person sees, newest first. Numbers that name nothing are passed over."""
    user = signed_in(request)
    keys = [int(k) for k in request.GET.get("cases", "").split(",")[:MOST] if k.isdecimal() and len(k) < 19]
    cases = _seen(user, Case.objects.filter(pk__in=keys)) if keys else []
    mark_titles(user, cases)
    return HttpResponse(_drawn(request, cases))


_pages: dict[Hashable, bytes] = {}


def _drawn(request: HttpRequest, cases: Sequence[Case]) -> bytes:
    """The rows as HTML. 200 desks ask for the same row in the same second: it is drawn once for all who are shown the same
    words of it. Whatever stands in a row is in the key, and names of units and people may be a minute old."""
    now = clock.now()
    shown = [(getattr(c, "shown_title", ""), *(getattr(c, name) for name in SHOWN)) for c in cases]
    key = (get_language(), now.replace(second=0, microsecond=0), tuple(shown))
    if key not in _pages:
        if len(_pages) >= PAGES:
            _pages.clear()
        _pages[key] = render(request, "desk/fresh.html", {"cases": cases, "now": now}).content
    return _pages[key]


def _seen(user: Account, rows: QuerySet[Case]) -> list[Case]:
    """Those that `user` sees. By place, unit and hand it is told without a question: 200 desks ask at the same moment."""
    found = list(rows.select_related("unit", "assignee").defer("summary").order_by("-pk"))
    scope = [branch for branch in branches_of(user) if not branch.glass]
    seen = {case.pk for case in found if any(branch.covers(case, ()) for branch in scope)}
    if rest := [case.pk for case in found if case.pk not in seen]:
        seen |= seen_cases(user, rest)
    return [case for case in found if case.pk in seen]
