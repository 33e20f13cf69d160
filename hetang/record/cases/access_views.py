"""Why one sees a case, who else does, how closely it is kept, and the emergency view, over HTTP."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hetang.commons.accounts.api import Account, colleagues_of, duties_of, signed_in
from hetang.commons.people.api import note_read
from hetang.ground.lib import clock
from hetang.ground.lib.htmx import render
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, NotAllowed
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.access import get_case_for, get_case_to_break, grants_of
from hetang.record.cases.actions.glass import AUDITOR, acknowledge_alert, break_glass, note_alert
from hetang.record.cases.actions.sensitivity import (
    NAMED,
    admit_to_case,
    dismiss_from_case,
    may_name,
    may_succeed,
    right_to_set,
    set_sensitivity,
    succeed_in_case,
)
from hetang.record.cases.alerts import alerts_for_auditor
from hetang.record.cases.explain import explain_access, may_see_readers, readers_of
from hetang.record.cases.looking import once, remember
from hetang.record.cases.models import Case, GlassAlert

ALERTS_SHOWN = 100


@require_GET
def access(request: HttpRequest, number: str) -> HttpResponse:
    """Why I see this case; for those who answer for it, who else does and the ways to change that."""
    user = signed_in(request)
    case = remember(get_case_for(user, number))
    note_read(user, "case", case.pk, subject=case.number)
    readers = readers_of(case) if may_see_readers(user, case) else None
    context: dict[str, Any] = {
        "case": case,
        "reasons": explain_access(user, case) if readers is None else readers.get(user.pk, []),
        "levels": [(v, label) for v, label in LEVELS.items() if v != case.sensitivity and right_to_set(user, case, v)],
        "level": LEVELS[case.sensitivity],
        "readers": None,
    }
    if readers is not None:
        accounts = Account.objects.filter(pk__in=readers).order_by("name_zh", "pk")
        named = {g.account_id for g in once(case, grants_of) if g.role == NAMED and g.until is None}
        context["readers"] = [(who, readers[who.pk], who.pk in named) for who in accounts]
    if may_name(user, case):
        context["colleagues"] = [a for a in colleagues_of(frozenset({case.street})) if a.pk != user.pk]
    return render(request, "cases/access.html", context)


@require_POST
def sensitivity(request: HttpRequest, number: str) -> HttpResponse:
    """Set how closely the case is kept."""
    case = get_case_for(signed_in(request), number)
    case = set_sensitivity(
        case, to=request.POST.get("to", ""), reason=request.POST.get("reason", ""), by=signed_in(request)
    )
    messages.success(request, _("已记下。保密级别现在是“%(level)s”。") % {"level": _(LEVELS[case.sensitivity])})
    return redirect("case-access", number)


@require_POST
def naming(request: HttpRequest, number: str) -> HttpResponse:
    """Name somebody who may see the case."""
    case = get_case_for(signed_in(request), number)
    chosen = _account(request.POST.get("to", ""))
    if chosen is None:
        raise Invalid(N_("还没有选择同事。"), then=N_("请从名单里选一位。"))
    admit_to_case(case, to=chosen, reason=request.POST.get("reason", ""), by=signed_in(request))
    messages.success(request, _("已点名%(name)s。") % {"name": chosen.get_full_name()})
    return redirect("case-access", number)


@require_POST
def reader_removal(request: HttpRequest, number: str) -> HttpResponse:
    """Take a name off the list."""
    case = get_case_for(signed_in(request), number)
    chosen = _account(request.POST.get("account", ""))
    if chosen is None:
        raise Invalid(N_("还没有选择同事。"), then=N_("请从名单里选一位。"))
    dismiss_from_case(case, account=chosen, by=signed_in(request))
    messages.success(request, _("已从名单里移除。"))
    return redirect("case-access", number)


@never_cache
@require_http_methods(["GET", "POST"])
def glass(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the emergency view, with a reason."""
    user = signed_in(request)
    case = get_case_to_break(user, number)
    if request.method == "POST" and request.POST.get("as") == "successor":
        succeed_in_case(case, reason=request.POST.get("reason", ""), by=user)
        return redirect(case)
    if request.method == "POST":
        break_glass(case, reason=request.POST.get("reason", ""), by=user)
        return redirect(case)
    minutes = (rulepacks.entry("access", "glass") or {})["minutes"]
    return render(
        request, "cases/glass.html", {"case": case, "minutes": minutes, "may_succeed": may_succeed(user, case)}
    )


@require_GET
def alerts(request: HttpRequest) -> HttpResponse:
    """Emergency views, those not yet looked into first. For audit administrators."""
    user = signed_in(request)
    if not duties_of(user).has(AUDITOR):
        raise NotAllowed(N_("这一页只对审计管理员开放。"), then=N_("您的工作在“今天”里。"))
    rows = alerts_for_auditor(user)[:ALERTS_SHOWN]
    return render(request, "cases/alerts.html", {"alerts": rows, "now": clock.now(), "user_id": user.pk})


@require_POST
def acknowledgement(request: HttpRequest, alert: int) -> HttpResponse:
    """The audit administrator has looked into one."""
    found = get_object_or_404(alerts_for_auditor(signed_in(request)), pk=alert)
    acknowledge_alert(found, by=signed_in(request))
    messages.success(request, _("已记为核查过。"))
    return redirect("audit-alerts")


@require_POST
def notice(request: HttpRequest, alert: int) -> HttpResponse:
    """The station's lead has taken note."""
    units = duties_of(signed_in(request)).units("station_lead")
    note_alert(get_object_or_404(GlassAlert, pk=alert, grant__case__unit__in=units), by=signed_in(request))
    return redirect("desk")


def _account(text: str) -> Account | None:
    key = int(text) if text.isdecimal() and text.isascii() and len(text) < 19 else 0
    return Account.objects.filter(pk=key, is_active=True).first()


LEVELS = {
    Case.Sensitivity.NORMAL.value: N_("一般"),
    Case.Sensitivity.SENSITIVE.value: N_("敏感"),
    Case.Sensitivity.SEALED.value: N_("封存"),
}
