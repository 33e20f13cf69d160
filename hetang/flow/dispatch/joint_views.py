"""Joint handling over HTTP: tasks of others, the offer to somebody else, the ladder of attempts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hetang.commons.accounts.api import Account, signed_in
from hetang.commons.people.api import note_read
from hetang.commons.places.api import Unit
from hetang.flow.dispatch.actions.climb import climb
from hetang.flow.dispatch.actions.task import ask_task, decide_task, report_task
from hetang.flow.dispatch.actions.transfer import decline_transfer, offer_transfer, take_transfer, withdraw_transfer
from hetang.flow.dispatch.joint import joint_of
from hetang.flow.dispatch.models import Task, Transfer
from hetang.ground.lib import clock
from hetang.ground.lib.htmx import render
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid
from hetang.record.cases.api import Case, get_case_for, remember, sees


@require_GET
def joint(request: HttpRequest, number: str) -> HttpResponse:
    """Who else works on the case, to whom it is offered, where it stands on the ladder."""
    user = signed_in(request)
    case = remember(get_case_for(user, number))
    note_read(user, "case", case.pk, subject=case.number)
    context = {"case": case, "page": joint_of(case, user), "now": clock.now()}
    return render(request, "dispatch/joint.html", context)


@require_POST
def tasks(request: HttpRequest, number: str) -> HttpResponse:
    """Ask something of another unit."""
    case = get_case_for(signed_in(request), number)
    unit, to = _receiver(request)
    kind, text = request.POST.get("kind", ""), request.POST.get("text", "")
    ask_task(case, kind=kind, unit=unit, to=to, text=text, by=signed_in(request))
    messages.success(request, _("已提出，等待反馈。"))
    return _back(request, case)


def _receiver(request: HttpRequest) -> tuple[Unit, Account | None]:
    unit, _sep, account = request.POST.get("to", "").partition(":")
    found = Unit.objects.select_related("place").filter(pk=_key(unit)).first()
    if found is None:
        raise Invalid(N_("还没有选择单位。"), then=N_("请从名单里选一个。"))
    return found, Account.objects.filter(pk=_key(account)).first() if account else None


def _key(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


@require_POST
def task_report(request: HttpRequest, number: str, task: int) -> HttpResponse:
    """Say what came of it."""
    case = get_case_for(signed_in(request), number)
    report_task(_task(case, task), text=request.POST.get("text", ""), by=signed_in(request))
    messages.success(request, _("已反馈。"))
    return _back(request, case)


@require_POST
def task_decision(request: HttpRequest, number: str, task: int) -> HttpResponse:
    """Approve, ask for more, or take back."""
    case = get_case_for(signed_in(request), number)
    verb, text = request.POST.get("verb", ""), request.POST.get("text", "")
    decide_task(_task(case, task), verb=verb, text=text, by=signed_in(request))
    messages.success(request, _("已记下。"))
    return _back(request, case)


def _task(case: Case, key: int) -> Task:
    return get_object_or_404(Task.objects.select_related("case"), case=case, pk=key)


@require_POST
def transfer_offer(request: HttpRequest, number: str) -> HttpResponse:
    """Offer the case to somebody else."""
    case = get_case_for(signed_in(request), number)
    unit, to = _receiver(request)
    if to is None:
        raise Invalid(N_("还没有选择调解员。"), then=N_("请从名单里选一位。"))
    offer_transfer(case, to=to, unit=unit, text=request.POST.get("text", ""), by=signed_in(request))
    messages.success(request, _("已提出转办；对方接办之前仍由原承办人负责。"))
    return _back(request, case)


@require_POST
def transfer_reply(request: HttpRequest, number: str) -> HttpResponse:
    """Take it, decline it, or take the offer back."""
    user = signed_in(request)
    case = get_case_for(user, number)
    offered = get_object_or_404(Transfer.objects.select_related("case"), case=case, state="offered")
    answer = request.POST.get("answer", "")
    if answer == "take":
        take_transfer(offered, by=user)
        messages.success(request, _("已接办。"))
        return redirect(case)
    if answer == "withdraw":
        withdraw_transfer(offered, by=user)
        messages.success(request, _("已撤回转办。"))
    else:
        decline_transfer(offered, text=request.POST.get("text", ""), by=user)
        messages.success(request, _("已答复：不接办。"))
    return _back(request, case)


@require_POST
def climbing(request: HttpRequest, number: str) -> HttpResponse:
    """To the next level of the ladder."""
    case = get_case_for(signed_in(request), number)
    climb(case, note=request.POST.get("note", ""), by=signed_in(request))
    messages.success(request, _("已升到下一级。"))
    return _back(request, case)


def _back(request: HttpRequest, case: Case) -> HttpResponse:
    """To the page, or to the desk where the case left one's sight."""
    if not sees(signed_in(request), Case.objects.get(pk=case.pk)):
        return redirect("dispatch-desk")
    return redirect(reverse("case-joint", args=[case.number]))
