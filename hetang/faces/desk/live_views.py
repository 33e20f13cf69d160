"""The rows of cases that came in while a page was open."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hetang.commons.accounts.api import Account, signed_in
from hetang.faces.desk.live import ADDRESS, note_for
from hetang.ground.lib import clock
from hetang.ground.lib.htmx import render
from hetang.record.cases.api import mark_titles, visible_to

MOST = 20


def watching(user: Account) -> dict[str, Any]:
    """What a page needs to watch."""
    return {"watching": note_for(user), "live_address": ADDRESS}


@never_cache
@require_GET
def fresh_rows(request: HttpRequest) -> HttpResponse:
    """Those of the cases named that this person sees, newest first. Numbers that name nothing are passed over."""
    user = signed_in(request)
    keys = [int(k) for k in request.GET.get("cases", "").split(",")[:MOST] if k.isdecimal() and len(k) < 19]
    found = visible_to(user).filter(pk__in=keys).select_related("unit", "assignee").defer("summary").order_by("-pk")
    cases = list(found) if keys else []
    mark_titles(user, cases)
    return render(request, "desk/fresh.html", {"cases": cases, "now": clock.now()})
