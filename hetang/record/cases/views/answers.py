"""Answering, and a petition's steps, over HTTP."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hetang.commons.accounts.api import signed_in
from hetang.commons.people.api import note_read
from hetang.ground.lib.htmx import render
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases import access
from hetang.record.cases.access import get_case_for
from hetang.record.cases.actions import petition as petitions
from hetang.record.cases.actions.answer import answer_case, reply_to_member
from hetang.record.cases.models import Answer, Case
from hetang.record.cases.queries import offers_for, parties_of


def _case(request: HttpRequest, number: str) -> Case:
    return get_case_for(signed_in(request), number)


def _done(request: HttpRequest, case: Case) -> HttpResponse:
    messages.success(request, _("已记下。"))
    return redirect(case)


@require_POST
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Answer the one who reported."""
    case = _case(request, number)
    means = request.POST.get("means", Answer.Means.CALL)
    answer_case(case, text=request.POST.get("note", ""), means=means, by=signed_in(request))
    return _done(request, case)


@require_POST
def reply(request: HttpRequest, number: str) -> HttpResponse:
    """Answer the reporter of a member of a cluster and close the member."""
    case = _case(request, number)
    means = request.POST.get("means", Answer.Means.CALL)
    reply_to_member(case, text=request.POST.get("note", ""), means=means, by=signed_in(request))
    return _done(request, case)


@require_POST
def admission(request: HttpRequest, number: str) -> HttpResponse:
    """Take a petition on."""
    case = _case(request, number)
    petitions.admit_petition(case, note=request.POST.get("note", ""), by=signed_in(request))
    return _done(request, case)


@require_POST
def transfer(request: HttpRequest, number: str) -> HttpResponse:
    """Pass a petition on to the competent authority."""
    case = _case(request, number)
    to, note = request.POST.get("to", ""), request.POST.get("note", "")
    petitions.transfer_petition(case, to=to, note=note, by=signed_in(request))
    return _done(request, case)


@require_POST
def refusal(request: HttpRequest, number: str) -> HttpResponse:
    """Do not take a petition on, with the reason."""
    case = _case(request, number)
    reason, note = request.POST.get("petition_reason", ""), request.POST.get("note", "")
    petitions.refuse_petition(case, reason=reason, note=note, by=signed_in(request))
    return _done(request, case)


@require_POST
def taking_back(request: HttpRequest, number: str) -> HttpResponse:
    """Look again at a petition that was passed on or refused."""
    case = _case(request, number)
    petitions.take_back_petition(case, note=request.POST.get("note", ""), by=signed_in(request))
    return _done(request, case)


@require_POST
def service(request: HttpRequest, number: str, again: bool = False) -> HttpResponse:
    """The petitioner got the written answer."""
    case = _case(request, number)
    try:
        served_on = date.fromisoformat(request.POST.get("served_on", ""))
    except ValueError:
        raise Invalid(N_("请写日期，例如 2026-03-09。")) from None
    note = request.POST.get("note", "")
    petitions.serve_answer(case, again=again, served_on=served_on, note=note, by=signed_in(request))
    return _done(request, case)


@require_POST
def review_request(request: HttpRequest, number: str, again: bool = False) -> HttpResponse:
    """The petitioner asks for a review."""
    case = _case(request, number)
    petitions.ask_review(case, again=again, note=request.POST.get("note", ""), by=signed_in(request))
    return _done(request, case)


@require_POST
def review(request: HttpRequest, number: str, again: bool = False) -> HttpResponse:
    """The opinion of a review."""
    case = _case(request, number)
    petitions.decide_review(case, again=again, text=request.POST.get("note", ""), by=signed_in(request))
    return _done(request, case)


@require_GET
def petition(request: HttpRequest, number: str) -> HttpResponse:
    """What must be asked before a petition goes to people's mediation."""
    case = _case(request, number)
    note_read(signed_in(request), "case", case.pk, subject=case.number)
    context = {
        "case": case,
        "parties": [p for p in parties_of(case) if p.role in petitions.SIDES],
        "types": rulepacks.entries("petition_types"),
        "obstacles": rulepacks.entries("petition_obstacles"),
        "may_name": access.may_name(signed_in(request), case),
        "may": any(o.move.verb == "mediate" for o in offers_for(signed_in(request), case, elsewhere=True)),
    }
    return render(request, "cases/petition.html", context)


@require_POST
def conversion(request: HttpRequest, number: str) -> HttpResponse:
    """Open the mediation beside the petition."""
    case = _case(request, number)
    known = petitions.Conversion(
        claim=request.POST.get("claim", ""),
        obstacles=tuple(request.POST.getlist("obstacle")),
        consenting=frozenset(int(k) for k in request.POST.getlist("consents") if k.isdecimal() and len(k) < 19),
        note=request.POST.get("note", ""),
    )
    dispute = petitions.mediate_petition(case, conversion=known, by=signed_in(request))
    messages.success(request, _("已另立调解案件 %(number)s，信访件继续按原时限办理。") % {"number": dispute.number})
    return redirect(dispute)
