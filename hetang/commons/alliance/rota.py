"""Reading the rosters."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from hetang.commons.accounts.api import Account, present_holders
from hetang.commons.alliance.models import Shift, ShiftChange
from hetang.commons.alliance.rosters import Change, Piece, Span, Weekly, gaps, on_duty, pieces
from hetang.commons.places.api import Unit
from hetang.ground.lib import clock
from hetang.ground.lib.kept import Kept
from hetang.ground.rulepacks import api as rulepacks


@dataclass
class Rota:
    """The shifts of one role in one unit, and their exceptions."""

    shifts: list[Weekly] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def at(self, moment: datetime) -> list[int]:
        """Account ids on duty."""
        return on_duty(self.shifts, self.changes, timezone.localtime(moment))

    def pieces(self, start: datetime, end: datetime) -> list[Piece]:
        """Who is on duty from `start` to `end`, cut wherever somebody comes or goes."""
        return pieces(self.shifts, self.changes, timezone.localtime(start), timezone.localtime(end))

    def gaps(self, start: date, days: int) -> list[Span]:
        """Working time of these days in which nobody is on duty; none where nobody ever was to be."""
        return gaps(self.shifts, self.changes, office_time(start, days)) if self.shifts else []


def rotas(units: Iterable[int], role: str, since: datetime, until: datetime) -> dict[int, Rota]:
    """The rota of `role` in each of these units, as far as it matters from `since` to `until`. Two queries."""
    wanted, found = set(units), defaultdict[int, Rota](Rota)
    first, last = timezone.localtime(since).date() - timedelta(days=1), timezone.localtime(until).date()
    shifts = Shift.objects.filter(unit__in=wanted, role=role, account__is_active=True, since__lte=last)
    for row in shifts.exclude(until__lt=first).order_by("starts", "id"):
        found[row.unit_id].shifts.append(weekly(row))
    changes = ShiftChange.objects.filter(unit__in=wanted, role=role, ends_at__gt=since, starts_at__lt=until)
    for each in changes.order_by("id"):
        found[each.unit_id].changes.append(
            Change(each.out_id, each.into_id, timezone.localtime(each.starts_at), timezone.localtime(each.ends_at))
        )
    return found


def weekly(row: Shift) -> Weekly:
    """A row as the plain rules know it."""
    return Weekly(row.account_id, frozenset(row.weekdays), row.starts, row.ends, row.since, row.until)


_now: Kept[dict[int, Rota]] = Kept()


def duty_at(units: Iterable[int], role: str, at: datetime | None = None) -> dict[int, list[int]]:
    """Account ids that the rosters name as `role` in each of these units at a moment (now); whoever uses them asks
    who is there (`present_holders`).

    Two queries, which a process asks once in half a minute for one day: another one's change is seen a little later.
    """
    wanted, moment = frozenset(units), at or clock.now()
    day = timezone.localtime(moment).date()
    found = _now.get((wanted, role, day), lambda: _of_day(wanted, role, moment))
    return {unit: rota.at(moment) for unit, rota in found.items()}


def _of_day(units: Iterable[int], role: str, moment: datetime) -> dict[int, Rota]:
    midnight = timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    return rotas(units, role, midnight, midnight + timedelta(days=1))


def forget_rotas() -> None:
    """Drop what this process keeps; called when a roster changes."""
    _now.forget()


def on_duty_in(unit: Unit, role: str, at: datetime | None = None) -> list[Account]:
    """Who is on duty as `role` in the unit at a moment (now), in the order of the shifts.

    Only who holds the duty today and is not on leave: a roster is a plan, and nobody has to correct it first.
    """
    keys = duty_at({unit.pk}, role, at).get(unit.pk, [])
    there = {duty.account_id: duty.account for duty in present_holders(role, {unit.pk})} if keys else {}
    return [there[key] for key in keys if key in there]


def office_time(start: date, days: int) -> list[Span]:
    """The office's hours on the working days among these days."""
    hours = rulepacks.pack("deadlines").body.get("office_hours")
    if not hours:
        return []
    calendar, zone = rulepacks.calendar(), timezone.get_default_timezone()
    office = rulepacks.OfficeHours.read(hours)
    found = [start + timedelta(days=n) for n in range(days)]
    return [
        (datetime.combine(day, a, zone), datetime.combine(day, b, zone))
        for day in found
        if calendar.is_working_day(day)
        for a, b in office.intervals
    ]
