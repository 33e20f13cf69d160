"""Duties are given, confirmed and ended. Weighty ones (pack `security`) take two people."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from hetang.commons.accounts.access import AUDIT, SECURITY, SYSTEM, require_admin, require_place
from hetang.commons.accounts.actions.telling import tell_duty
from hetang.commons.accounts.leaving import is_last_casework, require_handed_over
from hetang.commons.accounts.models import Account, Delegation, Duty
from hetang.commons.accounts.policy import policy
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
    """A duty in the unit's place, or in `place`. A weighty one waits until the security administrator confirms.

    Which are weighty says the pack `security`: whoever creates an account knows its first password.
    """
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
    made.pending = role in policy().confirmed_roles
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
    """The second pair of eyes: the duty holds, or an administrator's ends, from now on.

    The account's sessions end: a weightier duty begins with a sign-in of its own, second factor included.
    """
    row = _lock(duty)
    require_admin(by, SECURITY, row.account)
    require_place(by, SECURITY, row.place)
    if row.ending:
        _close(row, clock.today() - timedelta(days=1), by=by)
        return
    if not row.pending:
        raise WrongState(N_("这项职责不需要确认，或已经确认。"))
    row.pending = duty.pending = False
    row.save(update_fields=["pending"])
    row.account.sessions.all().delete()
    tell_duty(row, "confirm_duty", by=by)


@transaction.atomic
def end_duty(duty: Duty, *, on: date | None = None, despite_cases: bool = False, by: Account) -> Duty:
    """The duty's last day is `on` (yesterday, if none is given: it ends at once). Returns it as it is now.

    An administrator's is `ending` until the security administrator confirms: no administrator removes another alone.
    The last casework duty of somebody with open cases ends only where `despite_cases` says that this is known.
    """
    row = _lock(duty)
    require_admin(by, SYSTEM, row.account)
    require_place(by, SYSTEM, row.place)
    if row.withdrawn or (row.until is not None and row.until < clock.today()):
        raise WrongState(N_("这项职责已经结束。"))
    if row.ending:
        raise WrongState(N_("结束这项职责已经提出，等安全管理员确认。"))
    if row.role in ADMIN_ROLES and not row.pending:
        require_other_auditor(row)
        row.ending = True
        row.save(update_fields=["ending"])
        tell_duty(row, "request_end", by=by)
        return row
    if is_last_casework(row):
        require_handed_over(row.account, despite_cases=despite_cases)
    _close(row, on or clock.today() - timedelta(days=1), by=by)
    return row


def require_other_auditor(row: Duty) -> None:
    """Raise `WrongState` where this is the duty of the last auditor there: nobody would read the logs."""
    if row.role != AUDIT or not row.account.is_active:
        return
    others = Duty.objects.in_force(clock.today()).filter(role=AUDIT, account__is_active=True, ending=False)
    above = Q(place__street=row.place.street) | Q(place__street="")
    if not others.filter(above).exclude(account=row.account_id).exists():
        raise WrongState(N_("这是最后一位审计管理员，不能结束。"), then=N_("请先另设一位审计管理员并经确认。"))


def _lock(duty: Duty) -> Duty:
    return Duty.objects.select_for_update(of=("self",)).select_related("account", "place").get(pk=duty.pk)


def _close(row: Duty, last: date, *, by: Account) -> None:
    if row.role in ADMIN_ROLES and not row.pending:
        require_other_auditor(row)
    row.ending = False
    if row.pending or row.since > last:
        # A day that is not over cannot be its last: it is taken back, and stays on record.
        row.withdrawn, row.pending = True, False
        row.save(update_fields=["withdrawn", "pending", "ending"])
        tell_duty(row, "withdraw_duty", by=by)
        return
    row.until = last
    row.save(update_fields=["until", "ending"])
    tell_duty(row, "end_duty", by=by)
