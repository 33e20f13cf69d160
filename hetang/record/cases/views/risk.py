"""The risk page and its verbs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hetang.commons.accounts.api import Account, duty_holders, signed_in
from hetang.commons.people.api import note_read
from hetang.commons.places.api import units_of
from hetang.ground.lib.htmx import form_again, render
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases import access
from hetang.record.cases.access import get_case_for
from hetang.record.cases.actions import risk as risks
from hetang.record.cases.asides import ASIDES
from hetang.record.cases.forms import PoliceForm
from hetang.record.cases.forms_seen import seen_in
from hetang.record.cases.models import Case
from hetang.record.cases.risk import LEVELS, words_found
from hetang.record.cases.writing import last_seq


def leaders_of(street: str) -> list[Account]:
    """The street's leaders."""
    duties = duty_holders("leader", {u.pk for u in units_of(street)})
    return list({d.account_id: d.account for d in duties}.values())


@require_GET
def risk(request: HttpRequest, number: str) -> HttpResponse:
    """How risky the matter is, why, who said so, and what is to be done."""
    user = signed_in(request)
    case = get_case_for(user, number)
    note_read(user, "case", case.pk, subject=case.number)
    factors = rulepacks.entries("risk_factors")
    context = {
        "case": case,
        "factors": factors,
        "hinted": words_found(case.summary, factors),
        "changes": case.risk_changes.select_related("by").order_by("-id"),
        "reports": case.police_reports.select_related("by").order_by("-id"),
        "levels": LEVELS,
        "may_edit": access.may_edit(user, case),
        "may": {verb: case.is_open and access.may(user, move, case) for verb, move in ASIDES.items()},
        "leaders": leaders_of(case.street),
        "police_form": PoliceForm(),
        "seen": last_seq(case),
    }
    return render(request, "cases/risk.html", context)


def _back(request: HttpRequest, case: Case) -> HttpResponse:
    messages.success(request, _("已记下。"))
    return redirect("case-risk", case.number)


@require_POST
def rating(request: HttpRequest, number: str) -> HttpResponse:
    """Raise the risk by ticked factors."""
    case = get_case_for(signed_in(request), number)
    risks.rate_risk(
        case,
        factors=request.POST.getlist("factor"),
        reason=request.POST.get("note", ""),
        seen=seen_in(request),
        by=signed_in(request),
    )
    return _back(request, case)


@require_POST
def review(request: HttpRequest, number: str) -> HttpResponse:
    """Look at the risk again."""
    case = get_case_for(signed_in(request), number)
    risks.review_risk(case, reason=request.POST.get("note", ""), by=signed_in(request))
    return _back(request, case)


@require_POST
def lowering(request: HttpRequest, number: str) -> HttpResponse:
    """Lower the level."""
    case = get_case_for(signed_in(request), number)
    to, reason = request.POST.get("to", ""), request.POST.get("note", "")
    risks.lower_risk(case, to=to, reason=reason, seen=seen_in(request), by=signed_in(request))
    return _back(request, case)


@require_POST
def leader(request: HttpRequest, number: str) -> HttpResponse:
    """A leader takes charge."""
    case = get_case_for(signed_in(request), number)
    asked = request.POST.get("leader", "")
    key = int(asked) if asked.isdecimal() and len(asked) < 19 else 0
    risks.take_charge(case, leader=get_object_or_404(Account, pk=key), by=signed_in(request))
    return _back(request, case)


@require_POST
def police_report(request: HttpRequest, number: str) -> HttpResponse:
    """The police were told."""
    case = get_case_for(signed_in(request), number)
    form = PoliceForm(request.POST)
    if not form.is_valid():
        back = case.get_absolute_url()
        return form_again(request, form, title=_("向公安机关报告"), submit=_("登记报告"), back=back)
    risks.report_to_police(case, **form.cleaned_data, by=signed_in(request))
    return _back(request, case)
