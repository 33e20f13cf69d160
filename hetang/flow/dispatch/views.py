"""Assignment, acceptance and return over HTTP."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hetang.commons.accounts.api import signed_in
from hetang.flow.dispatch.actions.assign import accept_case, assign_case, return_case
from hetang.flow.dispatch.queries import candidates_for
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid
from hetang.record.cases.api import get_case_for


@require_POST
def assignment(request: HttpRequest, number: str) -> HttpResponse:
    """Give the case to a candidate (`unit:account`)."""
    case = get_case_for(signed_in(request), number)
    wanted = request.POST.get("to", "")
    chosen = next((c for c in candidates_for(case) if c.key == wanted), None)
    if chosen is None:
        raise Invalid(N_("还没有选择调解员。"), then=N_("请从名单里选一位。"))
    seen = request.POST.get("seen", "")
    assign_case(
        case,
        to=chosen.account,
        unit=chosen.unit,
        note=request.POST.get("note", ""),
        seen=int(seen) if seen.isdecimal() and len(seen) < 10 else None,
        by=signed_in(request),
    )
    messages.success(request, _("已分派给%(name)s，等待签收。") % {"name": chosen.account.name_zh})
    return redirect(case)


@require_POST
def acceptance(request: HttpRequest, number: str) -> HttpResponse:
    """Take the case."""
    case = get_case_for(signed_in(request), number)
    accept_case(case, by=signed_in(request))
    messages.success(request, _("已签收。"))
    return redirect(case)


@require_POST
def giving_back(request: HttpRequest, number: str) -> HttpResponse:
    """Return the case with a reason."""
    case = get_case_for(signed_in(request), number)
    return_case(case, reason=request.POST.get("reason", ""), note=request.POST.get("note", ""), by=signed_in(request))
    messages.success(request, _("已退回，由驿站负责人重新分派。"))
    return redirect("desk")
