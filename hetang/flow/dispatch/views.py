"""Giving out, taking, giving back, the arbiter and the district over HTTP."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hetang.commons.accounts.api import signed_in
from hetang.flow.dispatch.actions import bounce
from hetang.flow.dispatch.actions.assign import accept_case, assign_case
from hetang.flow.dispatch.limits import INTEREST
from hetang.flow.dispatch.suggesting import Candidate, candidates_for
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid
from hetang.record.cases.api import Case, get_case_for, sees


@require_POST
def assignment(request: HttpRequest, number: str) -> HttpResponse:
    """Give the case to a candidate (`unit:account`)."""
    case = get_case_for(signed_in(request), number)
    chosen = _chosen(request, case)
    assign_case(
        case,
        to=chosen.account,
        unit=chosen.unit,
        note=request.POST.get("note", ""),
        seen=seen(request),
        by=signed_in(request),
    )
    messages.success(request, _("已分派给%(name)s，等待签收。") % {"name": chosen.account.name_zh})
    return redirect(case)


@require_POST
def ruling(request: HttpRequest, number: str) -> HttpResponse:
    """Rule who is responsible, for good."""
    case = get_case_for(signed_in(request), number)
    chosen, note = _chosen(request, case), request.POST.get("note", "")
    bounce.rule_case(case, to=chosen.account, unit=chosen.unit, note=note, seen=seen(request), by=signed_in(request))
    messages.success(request, _("已裁定由%(name)s承办，不得再退回。") % {"name": chosen.account.name_zh})
    return redirect(case)


def _chosen(request: HttpRequest, case: Case) -> Candidate:
    wanted = request.POST.get("to", "")
    chosen = next((c for c in candidates_for(case, by=signed_in(request)) if c.key == wanted), None)
    if chosen is None:
        raise Invalid(N_("还没有选择调解员。"), then=N_("请从名单里选一位。"))
    return chosen


def seen(request: HttpRequest, field: str = "seen") -> int | None:
    """The number of the last event on the page from which the form was sent."""
    text = request.POST.get(field, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


@require_POST
def acceptance(request: HttpRequest, number: str) -> HttpResponse:
    """Take the case."""
    case = get_case_for(signed_in(request), number)
    accept_case(case, by=signed_in(request))
    messages.success(request, _("已签收。"))
    return redirect(case)


@require_POST
def giving_back(request: HttpRequest, number: str) -> HttpResponse:
    """Return the case with a reason and its evidence."""
    case, reason = get_case_for(signed_in(request), number), request.POST.get("reason", "")
    bounce.return_case(case, reason=reason, note=request.POST.get("note", ""), by=signed_in(request))
    messages.success(request, _("已退回，由驿站负责人重新分派。"))
    return redirect("desk")


@require_POST
def recusal(request: HttpRequest, number: str) -> HttpResponse:
    """Step aside for an interest of one's own."""
    case = get_case_for(signed_in(request), number)
    bounce.return_case(case, reason=INTEREST, note=request.POST.get("note", ""), by=signed_in(request))
    messages.success(request, _("已回避，由驿站负责人换人承办。"))
    return redirect("desk")


Written = Callable[..., object]


def _written(action: Written, done: str) -> Callable[[HttpRequest, str], HttpResponse]:
    """A verb that needs nothing but words; back to the case, or to the desk where it left one's sight."""

    @require_POST
    def view(request: HttpRequest, number: str) -> HttpResponse:
        user = signed_in(request)
        case = get_case_for(user, number)
        action(case, note=request.POST.get("note", ""), by=user)
        messages.success(request, _(done))
        return redirect(case) if sees(user, Case.objects.get(pk=case.pk)) else redirect("desk")

    view.__doc__ = action.__doc__
    return view


appeal = _written(bounce.appeal_case, N_("已提请裁定，由调度员或街道领导决定。"))
referral = _written(bounce.refer_case, N_("已报请裁定，由调度员或街道领导决定。"))
escalation = _written(bounce.escalate_case, N_("已上报区级。"))
sending_down = _written(bounce.send_case_down, N_("已登记区级交回，等待分派。"))
