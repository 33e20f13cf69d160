"""Handing over the cases of somebody who leaves, over HTTP."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hetang.commons.accounts.api import Account, duties_of, signed_in
from hetang.flow.dispatch.actions.hand_over import BATCH, hand_over_cases, open_cases_of
from hetang.flow.dispatch.asked import named_to
from hetang.flow.dispatch.models import Task, Transfer
from hetang.flow.dispatch.queries import receivers_for
from hetang.ground.lib import clock
from hetang.ground.lib.errors import translated
from hetang.ground.lib.htmx import render
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import NotAllowed
from hetang.record.cases.api import Case, mark_titles, seen_cases, visible_to

SHOWN = 200
LEAD = ("station_lead", "leader")


@require_GET
def leavers(request: HttpRequest) -> HttpResponse:
    """Who has open cases among those that the lead sees, to begin a hand-over."""
    user = _lead(request)
    held = visible_to(user).filter(is_open=True, assignee__isnull=False).exclude(assignee=user)
    counts = dict(held.order_by().values_list("assignee").annotate(n=Count("pk")))
    people = Account.objects.filter(pk__in=counts).order_by("is_active", "name_zh", "pk")
    return render(request, "dispatch/leavers.html", {"people": [(a, counts[a.pk]) for a in people]})


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, account: int) -> HttpResponse:
    """The leaver's open cases, who could take each, and the hand-over itself, a batch at a time."""
    user = _lead(request)
    leaver = get_object_or_404(Account, pk=account)
    rows = open_cases_of(leaver, user)
    if not rows.exists() and not duties_of(leaver).streets & duties_of(user).streets:
        raise Http404  # a stranger's name is not told either
    kept: list[Any] = []
    if request.method == "POST":
        chosen = _plan(request)
        done = hand_over_cases(leaver, **chosen, reason=request.POST.get("reason", ""), by=user)
        messages.success(
            request,
            _("已移交 %(moved)s 件，还剩 %(left)s 件。") % {"moved": len(done.moved), "left": done.left},
        )
        if not done.kept:
            return redirect("hand-over", account)
        kept = [(n, translated(r.what, r.params), translated(r.then, r.params)) for n, r in done.kept]
    cases: list[Case] = list(rows[:SHOWN])
    others = _named(leaver, user)
    mark_titles(user, [*cases, *(each.case for each in others)])
    context = {
        "others": others,
        "leaver": leaver,
        "cases": cases,
        "total": rows.count(),
        "batch": BATCH,
        "receivers": [c for c in receivers_for({c.street for c in cases}) if c.account.pk != leaver.pk],
        "kept": kept,
        "reason": request.POST.get("reason", ""),
        "now": clock.now(),
    }
    return render(request, "dispatch/hand_over.html", context)


def _named(leaver: Account, user: Account) -> list[Task | Transfer]:
    """What else waits for the leaver, as far as `user` sees its cases: whoever asked names somebody else."""
    found = named_to(leaver)
    seen = seen_cases(user, [each.case_id for each in found])
    return [each for each in found if each.case_id in seen]


def _lead(request: HttpRequest) -> Account:
    user = signed_in(request)
    if not duties_of(user).has(*LEAD):
        raise NotAllowed(N_("案件移交由驿站负责人或街道领导来办。"), then=N_("请联系本单位负责人。"))
    return user


def _plan(request: HttpRequest) -> dict[str, Any]:
    """Whom each case goes to, and whom all others go to, as chosen."""
    sent = request.POST.dict()
    picked = {k[5:]: str(v) for k, v in sent.items() if k.startswith("case-") and _is_key(str(v))}
    everybody = request.POST.get("to", "")
    keys = {int(v) for v in picked.values()} | ({int(everybody)} if _is_key(everybody) else set())
    found = Account.objects.in_bulk(keys)
    plan = {number: found[int(v)] for number, v in picked.items() if int(v) in found}
    return {"to": found.get(int(everybody)) if _is_key(everybody) else None, "plan": plan}


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19
