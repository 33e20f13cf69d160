"""The emergency view of a closed case: open for minutes, with a reason, and seen by those who watch over it."""

from datetime import timedelta

from django.db import transaction

from hetang.commons.accounts.api import Account, duties_of
from hetang.commons.people.api import mask_numbers
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases import access
from hetang.record.cases.models import GLASS, Case, CaseAccess, GlassAlert
from hetang.record.cases.writing import lock, tell

AUDITOR = "audit_admin"
REASON_CHARS = 200
LEAST_REASON_CHARS = 6


@transaction.atomic
def break_glass(case: Case, *, reason: str, by: Account) -> GlassAlert:
    """See a closed case for the minutes of pack `access`. One event, one alert; the station's lead is told on the desk.

    Raises `NotAllowed` (`access.may_break`), `Invalid` without a reason in words, `WrongState` where it is open anyway.
    """
    case = lock(case, moving=True)
    if not access.may_break(by, case):
        raise NotAllowed(N_("这件案件不能由您应急查看。"), then=N_("请联系承办驿站的负责人或街道领导。"))
    reason = reason.strip()
    if not LEAST_REASON_CHARS <= len(reason) <= REASON_CHARS:
        raise Invalid(
            N_("应急查看的理由须写 %(least)s 到 %(most)s 个字。"),
            then=N_("请写明出了什么急事、为什么等不及点名。"),
            least=LEAST_REASON_CHARS,
            most=REASON_CHARS,
        )
    if access.opens(by, case):
        raise WrongState(N_("您现在就能看这件案件，不用应急查看。"), then=N_("请直接打开案件。"))
    minutes, now = int((rulepacks.entry("access", "glass") or {})["minutes"]), clock.now()
    until = now + timedelta(minutes=minutes)
    grant = CaseAccess.objects.create(case=case, account=by, role=GLASS, by=by, since=now, until=until)
    alert = GlassAlert.objects.create(grant=grant, reason=mask_numbers(reason))
    tell(case, "break_glass", by=by, note=reason, body={"minutes": minutes, "alert": alert.pk})
    return alert


@transaction.atomic
def acknowledge_alert(alert: GlassAlert, *, by: Account) -> GlassAlert:
    """The audit administrator has looked into it."""
    alert = GlassAlert.objects.select_for_update(of=("self",)).select_related("grant__case").get(pk=alert.pk)
    if not any(d.reaches(alert.grant.case.street) for d in duties_of(by).held if d.role == AUDITOR):
        raise NotAllowed(N_("应急查看由审计管理员核查。"), then=N_("请联系审计管理员。"))
    if alert.grant.account_id == by.pk:
        raise NotAllowed(N_("不能核查自己的应急查看。"), then=N_("请由另一位审计管理员核查。"))
    if alert.acknowledged_at is not None:
        raise WrongState(N_("这一条已经核查过了。"), then=N_("请刷新页面查看。"))
    alert.acknowledged_at, alert.acknowledged_by = clock.now(), by
    alert.save(update_fields=["acknowledged_at", "acknowledged_by"])
    tell(alert.grant.case, "acknowledge_alert", by=by, body={"alert": alert.pk})
    return alert


@transaction.atomic
def note_alert(alert: GlassAlert, *, by: Account) -> GlassAlert:
    """The station's lead (or deputy) has taken note; the notice leaves their desk."""
    alert = GlassAlert.objects.select_for_update(of=("self",)).select_related("grant__case").get(pk=alert.pk)
    if alert.grant.case.unit_id not in duties_of(by).units("station_lead"):
        raise NotAllowed(N_("这条提醒是给承办驿站负责人的。"), then=N_("请联系承办驿站的负责人。"))
    if alert.noted_at is None:
        alert.noted_at, alert.noted_by = clock.now(), by
        alert.save(update_fields=["noted_at", "noted_by"])
    return alert
