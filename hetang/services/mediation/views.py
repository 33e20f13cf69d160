"""The mediation's verbs over HTTP."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hetang.commons.accounts.api import signed_in
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_, pick
from hetang.ground.lib.money import fen
from hetang.ground.lib.refusals import Invalid
from hetang.record.cases.api import Case, get_case_for, parties_of
from hetang.services.mediation.actions.finish import Agreement, resume, settle, terminate
from hetang.services.mediation.actions.prepare import begin_session, record_attempt, tell_rights
from hetang.services.mediation.actions.regime import choose_regime, set_fee
from hetang.services.mediation.forms import SettlementForm, promise_forms
from hetang.services.mediation.models import Mediation
from hetang.services.mediation.queries import grounds_for


@require_POST
def attempts(request: HttpRequest, number: str) -> HttpResponse:
    """One tap: an attempt to reach somebody."""
    case, mediation = _mediation(request, number)
    asked = request.POST.get("party", "")
    party = get_object_or_404(
        case.parties.select_related("person"), pk=int(asked) if asked.isdecimal() and len(asked) < 19 else 0
    )
    record_attempt(
        mediation,
        party=party,
        outcome=request.POST.get("outcome", ""),
        means=request.POST.get("means", "call"),
        note=request.POST.get("note", ""),
        by=signed_in(request),
    )
    messages.success(request, _("已记录联系。"))
    return redirect(case)


@require_POST
def rights(request: HttpRequest, number: str) -> HttpResponse:
    """Rights and duties were told."""
    case, mediation = _mediation(request, number)
    tell_rights(mediation, by=signed_in(request))
    return redirect(case)


@require_POST
def session(request: HttpRequest, number: str) -> HttpResponse:
    """Begin the mediation proper."""
    case, mediation = _mediation(request, number)
    begin_session(mediation, by=signed_in(request))
    return redirect(case)


@require_POST
def settlement(request: HttpRequest, number: str) -> HttpResponse:
    """Record what was agreed."""
    case, mediation = _mediation(request, number)
    grounds = [(g.key, pick(g.label, get_language() or "zh")) for g in grounds_for(case)]
    form = SettlementForm(grounds, request.POST)
    rows = promise_forms(parties_of(case), clock.today(), request.POST)
    if not all([form.is_valid(), *[row.is_valid() for row in rows]]):
        context: dict[str, Any] = {"case": case, "settlement_form": form, "promise_forms": rows}
        return render(request, "mediation/settlement_page.html", context, status=422)
    data = form.cleaned_data
    agreement = Agreement(
        promises=[row.promise() for row in rows if not row.is_blank],
        form=data["form"],
        grounds=data["grounds"],
        paper_complete=data["paper_complete"],
        note=data["note"],
    )
    settle(mediation, agreement=agreement, by=signed_in(request))
    messages.success(request, _("协议已记录。请跟进履行。"))
    return redirect(case)


@require_POST
def termination(request: HttpRequest, number: str) -> HttpResponse:
    """End without a settlement."""
    case, mediation = _mediation(request, number)
    terminate(
        mediation, reason=request.POST.get("reason", ""), note=request.POST.get("note", ""), by=signed_in(request)
    )
    messages.success(request, _("调解已终止，请把告知内容念给双方听。"))
    return redirect(case)


@require_POST
def regime(request: HttpRequest, number: str) -> HttpResponse:
    """Hold the mediation under another law."""
    case, mediation = _mediation(request, number)
    seen = request.POST.get("seen", "")
    choose_regime(
        mediation,
        regime=request.POST.get("regime", ""),
        note=request.POST.get("note", ""),
        seen=int(seen) if seen.isdecimal() and len(seen) < 10 else None,
        by=signed_in(request),
    )
    messages.success(request, _("已改，请重新告知权利义务并征询各方。"))
    return redirect(case)


@require_POST
def fee(request: HttpRequest, number: str) -> HttpResponse:
    """Write down the fee of a mediation that may charge."""
    case, mediation = _mediation(request, number)
    try:
        amount = fen(request.POST.get("amount", ""))
    except ValueError:
        raise Invalid(N_("请写金额，例如 500 或 500.50。")) from None
    set_fee(mediation, amount_fen=amount, by=signed_in(request))
    return redirect(case)


@require_POST
def resumption(request: HttpRequest, number: str) -> HttpResponse:
    """Mediate a reopened case again."""
    case, mediation = _mediation(request, number)
    resume(mediation, note=request.POST.get("note", ""), by=signed_in(request))
    return redirect(case)


def _mediation(request: HttpRequest, number: str) -> tuple[Case, Mediation]:
    case = get_case_for(signed_in(request), number)
    mediation = get_object_or_404(Mediation, case=case)
    mediation.case = case
    return case, mediation
