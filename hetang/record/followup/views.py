"""Performances, breaches and follow-ups over HTTP."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hetang.commons.accounts.api import signed_in
from hetang.ground.lib.htmx import form_again
from hetang.record.cases.api import get_case_for, parties_of
from hetang.record.followup.actions import record_breach, record_follow_up, record_performance, require_asker
from hetang.record.followup.forms import FollowUpForm, PerformanceForm
from hetang.record.followup.models import Obligation


@require_POST
def performance(request: HttpRequest, number: str, obligation: int) -> HttpResponse:
    """Record that a promise was kept, in full or in part."""
    case = get_case_for(signed_in(request), number)
    promised = get_object_or_404(Obligation, case=case, pk=obligation)
    form = PerformanceForm(request.POST)
    if not form.is_valid():
        return form_again(request, form, title=_("记录履行"), submit=_("记录"), back=case.get_absolute_url())
    record_performance(
        promised, amount_fen=form.cleaned_data["amount"], note=form.cleaned_data["note"], by=signed_in(request)
    )
    messages.success(request, _("已记录履行。"))
    return redirect(case)


@require_POST
def breach(request: HttpRequest, number: str, obligation: int) -> HttpResponse:
    """Record that a promise was not kept."""
    case = get_case_for(signed_in(request), number)
    promised = get_object_or_404(Obligation, case=case, pk=obligation)
    record_breach(promised, note=request.POST.get("note", ""), by=signed_in(request))
    return redirect(case)


@require_POST
def follow_up(request: HttpRequest, number: str) -> HttpResponse:
    """Record a follow-up call."""
    case = get_case_for(signed_in(request), number)
    form = FollowUpForm(parties_of(case), request.POST)
    if not form.is_valid():
        # The form names the case's people in full.
        require_asker(case, signed_in(request))
        return form_again(request, form, title=_("登记回访"), submit=_("登记回访"), back=case.get_absolute_url())
    data = form.cleaned_data
    record_follow_up(
        case,
        party=form.chosen_party,
        solved=data["solved"],
        satisfaction=data["satisfaction"],
        note=data["note"],
        by=signed_in(request),
    )
    messages.success(request, _("回访已登记。"))
    return redirect(case)
