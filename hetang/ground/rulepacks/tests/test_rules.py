"""Deadline arithmetic against a slow reference, and the holidays of 2026 by hand."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hetang.ground.rulepacks.rules import Calendar, due
from hetang.ground.rulepacks.tests.factories import shipped

HANGZHOU = timezone(timedelta(hours=8))
YEARS = shipped("calendars")["years"]
CALENDAR = Calendar(
    holidays={int(y): frozenset(map(date.fromisoformat, v["holidays"])) for y, v in YEARS.items()},
    workdays={int(y): frozenset(map(date.fromisoformat, v["workdays"])) for y, v in YEARS.items()},
)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31), timezones=st.just(HANGZHOU))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HANGZHOU)


def works(day: date) -> bool:
    """Reference: reads the lists as they stand in the announcement."""
    year = YEARS.get(str(day.year), {"holidays": [], "workdays": []})
    if day.isoformat() in year["workdays"]:
        return True
    return day.isoweekday() <= 5 and day.isoformat() not in year["holidays"]


def slow(start: datetime, amount: int, unit: str) -> datetime:
    """Reference: walks hour by hour from midnight and counts the days it meets."""
    day, counted = start.date(), 0
    moment = datetime.combine(day, time(), HANGZHOU)
    while True:
        moment += timedelta(hours=1)
        if moment.date() == day:
            continue
        # The day `day` has ended.
        if counted >= amount and (unit == "days" and works(day)):
            return moment
        if unit == "working_days" and counted == amount:
            return moment
        day = moment.date()
        counted += 1 if unit == "days" or works(day) else 0


@given(MOMENTS, st.integers(1, 45), st.sampled_from(["days", "working_days"]))
def test_a_period_of_days_ends_when_the_slow_count_says(start: datetime, amount: int, unit: str) -> None:
    assert due(start, amount, unit, CALENDAR, HANGZHOU) == slow(start, amount, unit)


@given(MOMENTS, st.integers(1, 1000))
def test_hours_run_at_once_and_through_holidays(start: datetime, amount: int) -> None:
    assert due(start, amount, "hours", CALENDAR, HANGZHOU) - start == timedelta(hours=amount)


@given(MOMENTS, st.integers(1, 60), st.sampled_from(["days", "working_days"]))
def test_a_longer_period_never_ends_earlier(start: datetime, amount: int, unit: str) -> None:
    assert due(start, amount, unit, CALENDAR, HANGZHOU) <= due(start, amount + 1, unit, CALENDAR, HANGZHOU)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "ends", "why"),
    [
        (
            "2026-03-09 10:00",
            1,
            "working_days",
            "2026-03-11",
            "Monday: the first day does not count, Tuesday ends at 24:00",
        ),
        ("2026-03-06 10:00", 1, "working_days", "2026-03-10", "Friday: the next working day is Monday"),
        ("2026-03-05 10:00", 2, "days", "2026-03-10", "Thursday + 2 is Saturday and rolls to Monday"),
        ("2026-02-13 17:00", 1, "working_days", "2026-02-15", "Friday before 春节: Saturday the 14th is made up"),
        ("2026-02-14 09:00", 1, "working_days", "2026-02-25", "made-up Saturday: then nine days off, Tuesday the 24th"),
        ("2026-02-13 09:00", 2, "days", "2026-02-25", "the last day is in 春节 and rolls to the 24th"),
        ("2026-02-27 09:00", 1, "days", "2026-03-01", "Saturday the 28th is a working day: nothing rolls"),
        ("2026-09-30 09:00", 1, "working_days", "2026-10-09", "国庆: the first working day is Thursday the 8th"),
        ("2026-09-30 09:00", 3, "working_days", "2026-10-11", "the 8th, the 9th and the made-up Saturday the 10th"),
        ("2026-09-05 09:00", 30, "days", "2026-10-09", "the 30th day is 5 October and rolls to the 8th"),
        ("2026-10-09 09:00", 1, "days", "2026-10-11", "the made-up Saturday is a last day like any other"),
        ("2026-12-31 23:59", 1, "days", "2027-01-02", "a year without a list: plain weekends"),
        ("2026-03-09 23:59", 1, "days", "2026-03-11", "a minute before midnight is still Monday"),
        ("2026-03-10 00:00", 1, "days", "2026-03-12", "midnight is Tuesday"),
    ],
)
def test_holidays_of_2026_by_hand(start: str, amount: int, unit: str, ends: str, why: str) -> None:
    assert due(at(start), amount, unit, CALENDAR, HANGZHOU) == at(ends), why


def test_the_local_day_decides_not_the_utc_day() -> None:
    # 2026-03-09 18:00 UTC is already the 10th in Hangzhou.
    start = datetime(2026, 3, 9, 18, 0, tzinfo=UTC)
    assert due(start, 1, "days", CALENDAR, HANGZHOU) == at("2026-03-12")


def test_days_count_through_months_of_days_off() -> None:
    off = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(150))
    closed = Calendar(holidays={2026: off}, workdays={2026: frozenset()})
    assert due(at("2025-12-31 12:00"), 10, "days", closed, HANGZHOU) == at("2026-06-02")
    assert due(at("2025-12-31 12:00"), 2, "working_days", closed, HANGZHOU) == at("2026-06-03")


@pytest.mark.parametrize(("amount", "unit"), [(0, "days"), (-1, "hours"), (0, "working_days"), (1, "weeks"), (1, "")])
def test_amounts_below_one_and_unknown_units_are_refused(amount: int, unit: str) -> None:
    with pytest.raises(ValueError, match="amount|unit"):
        due(at("2026-03-09 10:00"), amount, unit, CALENDAR, HANGZHOU)


def test_the_calendar_says_which_years_it_knows() -> None:
    assert CALENDAR.knows(date(2026, 5, 1))
    assert not CALENDAR.knows(date(2027, 5, 1))
