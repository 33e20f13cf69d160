"""A deadline explained, and its verbs over HTTP."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hetang.commons.accounts.api import signed_in
from hetang.ground.lib.htmx import render
from hetang.ground.rulepacks.api import ends
from hetang.record.cases.access import get_case_for
from hetang.record.cases.actions.clocks import (
    ask_extension,
    grant_extension,
    keep_paused,
    pause_clock,
    refuse_extension,
    resume_clock,
)
from hetang.record.cases.explaining import explain
from hetang.record.cases.models import Case, CaseClock, ClockExtension


@require_GET
def deadline(request: HttpRequest, number: str, clock: int) -> HttpResponse:
    """How one deadline of the case came about, and what may be done about it."""
    case = get_case_for(signed_in(request), number)
    found = explain(case, _clock(case, clock), signed_in(request))
    return render(request, "cases/deadline.html", {"case": case, "page": found})


@require_POST
def pause(request: HttpRequest, number: str, clock: int) -> HttpResponse:
    """Let a deadline stand still."""
    case = get_case_for(signed_in(request), number)
    reason, note = request.POST.get("reason", ""), request.POST.get("note", "")
    pause_clock(_clock(case, clock), reason=reason, note=note, by=signed_in(request))
    messages.success(request, _("时限已暂停。事由消失后请及时恢复。"))
    return _back(case, clock)


@require_POST
def resumption(request: HttpRequest, number: str, clock: int) -> HttpResponse:
    """Let it run on."""
    case = get_case_for(signed_in(request), number)
    running = resume_clock(_clock(case, clock), note=request.POST.get("note", ""), by=signed_in(request))
    messages.success(request, _("时限已恢复，截止%(due)s。") % {"due": ends(running.due_at)})
    return _back(case, clock)


@require_POST
def review(request: HttpRequest, number: str, clock: int) -> HttpResponse:
    """It was looked at and has to stand still longer."""
    case = get_case_for(signed_in(request), number)
    kept = keep_paused(_clock(case, clock), note=request.POST.get("note", ""), by=signed_in(request))
    assert kept.review_at is not None
    messages.success(request, _("继续暂停，%(due)s前再复核。") % {"due": ends(kept.review_at)})
    return _back(case, clock)


@require_POST
def extension(request: HttpRequest, number: str, clock: int) -> HttpResponse:
    """Ask for more time."""
    case = get_case_for(signed_in(request), number)
    typed = request.POST.get("amount", "")
    ask_extension(
        _clock(case, clock),
        amount=int(typed) if typed.isdecimal() and len(typed) < 5 else 0,
        note=request.POST.get("note", ""),
        consent=request.POST.get("consent") == "yes",
        by=signed_in(request),
    )
    messages.success(request, _("延长申请已提交，等待驿站负责人决定；决定之前原时限不变。"))
    return _back(case, clock)


@require_POST
def decision(request: HttpRequest, number: str, clock: int) -> HttpResponse:
    """Grant or refuse what was asked."""
    case = get_case_for(signed_in(request), number)
    asked = ClockExtension.objects.select_related("clock__case").filter(clock=_clock(case, clock)).order_by("id").last()
    if asked is None:
        raise Http404
    note = request.POST.get("note", "")
    if request.POST.get("decision") == "grant":
        grant_extension(asked, contact=request.POST.get("contact", ""), note=note, by=signed_in(request))
        messages.success(request, _("已批准延长。"))
    else:
        refuse_extension(asked, note=note, by=signed_in(request))
        messages.success(request, _("已记下：不批准延长。"))
    return _back(case, clock)


def _clock(case: Case, key: int) -> CaseClock:
    return get_object_or_404(CaseClock.objects.select_related("case"), case=case, pk=key)


def _back(case: Case, clock: int) -> HttpResponse:
    return redirect(reverse("case-deadline", args=[case.number, clock]))
