"""Duties are given, confirmed and ended. Those of administrators take two people."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction

from hetang.commons.accounts.access import SECURITY, SYSTEM, require_admin, require_place
from hetang.commons.accounts.actions.telling import tell_duty
from hetang.commons.accounts.models import Account, Delegation, Duty
from hetang.commons.accounts.rules import ADMIN_ROLES, ROLES, conflict
from hetang.commons.places.api import Place, Unit
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, WrongState

APART = N_("“%(role)s”不能与“%(other)s”由同一个账号担任。")
APART_THEN = N_("系统、安全、审计三类管理员各用一个账号，也不兼办案岗位；请先结束原来的职责，或换一个账号。")


@transaction.atomic
def grant_duty(
    account: Account,
    *,
    role: str,
    unit: Unit,
    since: date,
    until: date | None = None,
    place: Place | None = None,
    by: Account,
) -> Duty:
    """A duty in the unit's place, or in `place`. An administrator's waits until the security administrator confirms."""
    require_admin(by, SYSTEM, account)
    require_place(by, SYSTEM, unit.place)
    where = place or unit.place
    require_place(by, SYSTEM, where)
    row = Account.objects.select_for_update().get(pk=account.pk)
    if role not in ROLES:
        raise Invalid(N_("没有“%(role)s”这个岗位。"), role=role)
    if not row.is_active:
        raise WrongState(N_("这个账号已停用。"), then=N_("请先启用账号。"))
    require_period(since, until)
    require_apart(row, role, since, until)
    made = Duty(account=row, role=role, unit=unit, place=where, since=since, until=until)
    made.pending = role in ADMIN_ROLES
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as twice:
        raise WrongState(N_("这项职责已经有了。")) from twice
    tell_duty(made, "request_duty" if made.pending else "grant_duty", by=by)
    return made


def require_period(since: date, until: date | None) -> None:
    """Raise `Invalid` for a duty that ends before it begins."""
    if until is not None and until < since:
        raise Invalid(N_("截止日期早于起始日期。"), then=N_("请核对两个日期。"))


def require_apart(account: Account, role: str, since: date, until: date | None) -> None:
    """Raise where this role may not go with one that is held or lent at the same time; the database says the former."""
    same_time = Duty.objects.current(since).filter(account=account)
    if until is not None:
        same_time = same_time.filter(since__lte=until)
    other = conflict(role, same_time.order_by("id").values_list("role", flat=True))
    if other:
        raise Invalid(APART, then=APART_THEN, role=ROLES[role], other=ROLES[other])
    # What is lent is casework too, though no duty of this account says so.
    if role in ADMIN_ROLES and Delegation.objects.overlapping(since, until or date.max).filter(deputy=account).exists():
        raise WrongState(N_("这个账号那段时间正代别人的班，不能担任管理员。"), then=N_("请先在代班页结束那次代班。"))


@transaction.atomic
def confirm_duty(duty: Duty, *, by: Account) -> None:
    """The second pair of eyes on an administrator's duty: it holds from now on."""
    row = Duty.objects.select_for_update(of=("self",)).select_related("account", "place").get(pk=duty.pk)
    require_admin(by, SECURITY, row.account)
    if not row.pending:
        raise WrongState(N_("这项职责不需要确认，或已经确认。"))
    row.pending = duty.pending = False
    row.save(update_fields=["pending"])
    tell_duty(row, "confirm_duty", by=by)


@transaction.atomic
def end_duty(duty: Duty, *, on: date | None = None, by: Account) -> None:
    """The duty's last day is `on` (yesterday, if none is given: it ends at once)."""
    row = Duty.objects.select_for_update(of=("self",)).select_related("account", "place").get(pk=duty.pk)
    require_admin(by, SYSTEM, row.account)
    require_place(by, SYSTEM, row.place)
    if row.until is not None and row.until < clock.today():
        raise WrongState(N_("这项职责已经结束。"))
    last = on or clock.today() - timedelta(days=1)
    if row.pending or row.since > last:
        # It never held: what was asked for is taken back, the journal keeps that it was.
        tell_duty(row, "withdraw_duty", by=by)
        row.delete()
        return
    row.until = last
    row.save(update_fields=["until"])
    tell_duty(row, "end_duty", by=by)
