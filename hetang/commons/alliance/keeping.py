"""Keeping the rosters: weekly shifts, and who stands in for whom for some hours. Each change is an event of its unit."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from hetang.commons.accounts.api import CASEWORK, Account, duties_of, duty_holders
from hetang.commons.alliance.models import Shift, ShiftChange
from hetang.commons.alliance.rota import forget_rotas, rotas
from hetang.commons.places.api import Unit
from hetang.ground.journal import api as journal
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState

STREAM = "roster"
LONGEST = timedelta(days=62)
KEEPERS = ("dispatcher", "leader")


def may_keep(by: Account, unit: Unit) -> bool:
    """Whether `by` keeps the unit's rosters: its lead, and the street's dispatchers and leaders."""
    for held in duties_of(by).casework:
        if held.role == "station_lead" and held.unit == unit.pk:
            return True
        if held.role in KEEPERS and held.reaches(unit.place.street):
            return True
    return False


@transaction.atomic
def add_shift(
    unit: Unit,
    *,
    role: str,
    account: Account,
    weekdays: Collection[int],
    starts: time,
    ends: time,
    since: date,
    until: date | None = None,
    by: Account,
) -> Shift:
    """Every week on these days. Raises `NotAllowed`, or `Invalid` for somebody without that duty in the unit."""
    _require(by, unit)
    _check_person(unit, role, account)
    days = sorted({day for day in weekdays if 0 <= day <= 6})
    if not days:
        raise Invalid(N_("还没有选星期几。"), then=N_("请至少选一天。"))
    if until is not None and until < max(since, clock.today()):
        raise Invalid(N_("结束日期不能早于开始日期，也不能是过去。"), then=N_("请核对日期；长期有效的请留空。"))
    made = Shift.objects.create(
        unit=unit, role=role, account=account, weekdays=days, starts=starts, ends=ends, since=since, until=until
    )
    hours = [starts.isoformat("minutes"), ends.isoformat("minutes")]
    _tell(unit, "add_shift", by, {"shift": made.pk, "account": account.pk, "role": role, "days": days, "hours": hours})
    return made


@transaction.atomic
def end_shift(shift: Shift, *, by: Account) -> Shift:
    """The weekly shift ends with today; what was in force before stays on record. One that has not begun never does."""
    found = Shift.objects.select_for_update().filter(pk=shift.pk).first()
    if found is None:
        raise _is_gone()
    shift, today = found, clock.today()
    _require(by, shift.unit)
    if shift.until is not None and shift.until <= today:
        raise WrongState(N_("这个班次已经结束。"), then=N_("请刷新页面查看。"))
    old, begun = shift.until.isoformat() if shift.until else None, shift.since <= today
    body = {"shift": shift.pk, "account": shift.account_id, "until": [old, today.isoformat() if begun else None]}
    _tell(shift.unit, "end_shift", by, {**body, "since": shift.since.isoformat()})
    if begun:
        shift.until = today
        shift.save(update_fields=["until"])
    else:
        shift.delete()
    return shift


@transaction.atomic
def change_shift(
    unit: Unit,
    *,
    role: str,
    out: Account | None = None,
    into: Account | None = None,
    starts_at: datetime,
    ends_at: datetime,
    by: Account,
) -> ShiftChange:
    """For some hours `into` in place of `out` (换班、交班), or one of them alone. Who is on duty may hand over their own."""
    if into is None or out != by or not _is_on_duty(unit, role, by, starts_at, ends_at):
        _require(by, unit)
    if out is None and into is None:
        raise Invalid(N_("还没有选谁不值班、谁来值班。"), then=N_("请至少选一个人。"))
    if out == into:
        raise Invalid(N_("不能换成同一个人。"), then=N_("请选另一位同事。"))
    for person in (out, into):
        if person is not None:
            _check_person(unit, role, person)
    now = clock.now()
    if not (starts_at < ends_at and ends_at > now and ends_at - starts_at <= LONGEST):
        raise Invalid(N_("换班的时间不对。"), then=N_("结束要晚于开始和现在，最长两个月。"))
    made = ShiftChange.objects.create(
        unit=unit, role=role, out=out, into=into, starts_at=starts_at, ends_at=ends_at, by=by, at=now
    )
    body = {"change": made.pk, "role": role, "out": out and out.pk, "into": into and into.pk}
    _tell(unit, "change_shift", by, {**body, "time": [starts_at.isoformat(), ends_at.isoformat()]})
    return made


@transaction.atomic
def drop_change(change: ShiftChange, *, by: Account) -> None:
    """Take an exception back that has not begun; one that has ends now."""
    found = ShiftChange.objects.select_for_update().filter(pk=change.pk).first()
    if found is None:
        raise _is_gone()
    change = found
    if change.by_id != by.pk:
        _require(by, change.unit)
    now = clock.now()
    if change.ends_at <= now:
        raise WrongState(N_("这次换班已经过去。"), then=N_("请刷新页面查看。"))
    _tell(change.unit, "drop_change", by, {"change": change.pk, "out": change.out_id, "into": change.into_id})
    if change.starts_at < now:
        change.ends_at = now
        change.save(update_fields=["ends_at"])
    else:
        change.delete()


def _is_gone() -> WrongState:
    return WrongState(N_("这条值班安排刚被别人取消。"), then=N_("请刷新页面查看。"))


def _is_on_duty(unit: Unit, role: str, account: Account, start: datetime, end: datetime) -> bool:
    """Whether some of this time is theirs to hand over."""
    if not start < end <= start + LONGEST:
        return False
    rota = rotas({unit.pk}, role, start, end).get(unit.pk)
    return rota is not None and any(account.pk in piece.accounts for piece in rota.pieces(start, end))


def _require(by: Account, unit: Unit) -> None:
    if not may_keep(by, unit):
        raise NotAllowed(
            N_("您不能排这个单位的班。"), then=N_("由本单位负责人、街道调度员或领导来排；自己的班可以交给同事。")
        )


def _check_person(unit: Unit, role: str, account: Account) -> None:
    if role not in CASEWORK or not duty_holders(role, {unit.pk}).filter(account=account).exists():
        raise Invalid(N_("这位同事现在没有该单位的这项职责。"), then=N_("请从名单里重新选择。"))


def _tell(unit: Unit, verb: str, by: Account, body: dict[str, Any]) -> None:
    forget_rotas()
    transaction.on_commit(forget_rotas)
    journal.append(kind=STREAM, key=unit.pk, verb=verb, by=by.pk, body={"unit": unit.pk, **body}, place=unit.place)
