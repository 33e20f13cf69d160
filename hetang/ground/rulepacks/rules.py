"""Deadline arithmetic by Civil Code §200–204: the first day does not count, a last day on a holiday rolls forward."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo


class CalendarMissing(LookupError):
    """No holiday list for the year; the deadline would be a guess."""

    def __init__(self, year: int) -> None:
        super().__init__(f"no calendar for {year}")
        self.year = year


@dataclass(frozen=True)
class Calendar:
    """Holidays and make-up working days per year."""

    holidays: Mapping[int, frozenset[date]]
    workdays: Mapping[int, frozenset[date]]

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on `day`. A year without a list counts plain weekends; `knows` tells."""
        if day in self.workdays.get(day.year, frozenset()):
            return True
        return day.weekday() < 5 and day not in self.holidays.get(day.year, frozenset())

    def knows(self, day: date) -> bool:
        """Whether the list of the day's year is loaded."""
        return day.year in self.holidays


def due(start: datetime, amount: int, unit: str, calendar: Calendar, zone: tzinfo) -> datetime:
    """When a period of `amount` `unit` (hours, days, working_days) from aware `start` ends.

    Hours run at once. Days start on the day after and end at 24:00 of the last one; a last day that is no working day
    rolls to the next one. ValueError for an unknown unit or an amount below 1.
    """
    if amount < 1:
        raise ValueError(f"amount must be at least 1: {amount}")
    if unit == "hours":
        return start + timedelta(hours=amount)
    first = start.astimezone(zone).date()
    if unit == "days":
        last = first + timedelta(days=amount)
        while not calendar.is_working_day(last):
            last += timedelta(days=1)
    elif unit == "working_days":
        last = first
        for _ in range(amount):
            last += timedelta(days=1)
            while not calendar.is_working_day(last):
                last += timedelta(days=1)
    else:
        raise ValueError(f"unknown unit: {unit}")
    return datetime.combine(last + timedelta(days=1), time(), zone)
