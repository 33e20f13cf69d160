"""The dispatch desk: one queue, what will go wrong first first, with a suggestion; one key gives the first case out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hetang.commons.accounts.api import duties_of, signed_in
from hetang.flow.dispatch.actions.many import MOST, Report, Wish, accept_many, assign_many
from hetang.flow.dispatch.suggesting import suggestions
from hetang.flow.dispatch.views import seen
from hetang.flow.dispatch.waiting import GIVERS, WATCHERS, desk_of
from hetang.ground.lib import clock
from hetang.ground.lib.errors import translated
from hetang.ground.lib.htmx import render
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, NotAllowed, Refused
from hetang.record.cases.api import visible_to

# In the session: rows that were refused, as (number, what, what next).
REFUSED = "dispatch-refused"
OPEN_TO = (*WATCHERS, "mediator")


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What waits to be given out, ruled on, taken; what is silent or above."""
    _require(request)
    return _shown(request)


@require_POST
def assignments(request: HttpRequest) -> HttpResponse:
    """Give out what was ticked, or the one row whose button was pressed (`only`), each to whom its row names
    (`to-<number>` = `unit:account`)."""
    _require(request)
    user, numbers = signed_in(request), request.POST.getlist("only") or request.POST.getlist("number")
    found = {case.number: case for case in visible_to(user).filter(number__in=numbers[: MOST + 1])}
    candidates = suggestions(list(found.values()), by=user)
    wishes, gone = [], list[tuple[str, Refused]]()
    for number in dict.fromkeys(numbers):
        key = request.POST.get(f"to-{number}", "")
        offered = candidates[found[number].pk] if number in found else []
        chosen = next((c for c in offered if c.key == key), None)
        if chosen is not None:
            wishes.append(Wish(number, chosen.account, chosen.unit, seen(request, f"seen-{number}")))
        else:
            gone.append((number, Invalid(N_("还没有选择调解员。"), then=N_("请从名单里选一位。"))))
    note = request.POST.get("note", "")
    report = assign_many(wishes, note=note, by=user) if wishes or not gone else Report()
    return _answer(request, Report(report.done, report.refused + gone), N_("已分派 %(n)s 件。"))


@require_POST
def acceptances(request: HttpRequest) -> HttpResponse:
    """Take what was ticked."""
    _require(request)
    report = accept_many(list(dict.fromkeys(request.POST.getlist("number"))), by=signed_in(request))
    return _answer(request, report, N_("已签收 %(n)s 件。"))


def _answer(request: HttpRequest, report: Report, done: str) -> HttpResponse:
    if report.done:
        messages.success(request, _(done) % {"n": len(report.done)})
    if report.refused:
        told = [[n, translated(r.what, r.params), translated(r.then, r.params)] for n, r in report.refused]
        # Shown once by the page that follows: what was sent is never sent again by reloading.
        request.session[REFUSED] = told
    return redirect("dispatch-desk")


def _shown(request: HttpRequest) -> HttpResponse:
    user, now = signed_in(request), clock.now()
    duties = duties_of(user)
    found = desk_of(user, request.GET.get("page", ""))
    context = {
        "desk": found,
        "now": now,
        "gives": duties.has(*GIVERS),
        "watches": duties.has(*WATCHERS),
        "refused": request.session.pop(REFUSED, ()),
    }
    return render(request, "dispatch/desk.html", context)


def _require(request: HttpRequest) -> None:
    if not duties_of(signed_in(request)).has(*OPEN_TO):
        raise NotAllowed(N_("调度台由调度员、驿站负责人、街道领导和调解员使用。"), then=N_("请联系街道调度员。"))
