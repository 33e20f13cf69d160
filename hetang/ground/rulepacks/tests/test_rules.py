"""Deadline arithmetic against a slow reference, and the holidays of 2026 by hand."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hetang.ground.rulepacks.calendar import Calendar, OfficeHours
from hetang.ground.rulepacks.periods import Period, Rule
from hetang.ground.rulepacks.rules import due, reckon
from hetang.ground.rulepacks.tests.calendars import CALENDAR, HANGZHOU, MOMENTS, at, works

OFFICE = OfficeHours.read(["08:30-12:00", "14:00-17:30"])
LENGTHS = {"same_day": 1, "hours": 900, "working_hours": 200, "days": 60, "working_days": 45, "months": 14, "years": 3}


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
def test_ordinary_weeks_are_monday_to_friday(start: datetime, amount: int, unit: str) -> None:
    """Without any holiday, the arithmetic is that of weeks: a closed form beside the walk."""
    plain = Calendar(holidays=dict.fromkeys(range(2024, 2030), frozenset()), workdays={})
    day = start.date()
    if unit == "days":
        last = day + timedelta(days=amount)
        last += timedelta(days=max(0, 7 - last.isoweekday() + 1) if last.isoweekday() > 5 else 0)
    else:
        monday = day if day.weekday() < 5 else day - timedelta(days=day.weekday() - 4)
        weeks, rest = divmod(amount, 5)
        last = monday + timedelta(weeks=weeks, days=rest + (2 if monday.weekday() + rest > 4 else 0))
    assert due(start, amount, unit, plain, HANGZHOU) == datetime.combine(last + timedelta(days=1), time(), HANGZHOU)


def lengths(unit: str) -> st.SearchStrategy[Period]:
    return st.builds(Period, st.integers(1, LENGTHS[unit]), st.just(unit))


PERIODS = st.sampled_from(sorted(LENGTHS)).flatmap(lengths)


def ends(start: datetime, period: Period, *, rolls: bool = True, closes: bool = False) -> datetime:
    return reckon(Rule(period, rolls, closes, OFFICE), start, CALENDAR, HANGZHOU).due_at


@given(MOMENTS, PERIODS)
def test_a_longer_period_never_ends_earlier(start: datetime, period: Period) -> None:
    assert ends(start, period) <= ends(start, Period(period.amount + 1, period.unit))


@given(MOMENTS, st.timedeltas(timedelta(), timedelta(days=40)), PERIODS, st.booleans(), st.booleans())
def test_a_later_start_never_ends_earlier(
    start: datetime, later: timedelta, period: Period, rolls: bool, closes: bool
) -> None:
    rule = {"rolls": rolls, "closes": closes and not period.in_hours}
    assert ends(start, period, **rule) <= ends(start + later, period, **rule)


@given(MOMENTS, PERIODS)
def test_every_period_ends_after_it_began(start: datetime, period: Period) -> None:
    assert ends(start, period) > start


@given(MOMENTS, PERIODS.filter(lambda period: not period.in_hours))
def test_a_period_of_days_ends_with_a_working_day(start: datetime, period: Period) -> None:
    assert works((ends(start, period) - timedelta(seconds=1)).date())
    assert works(ends(start, period, closes=True).date())


@given(MOMENTS, st.integers(1, 60))
def test_a_deadline_that_does_not_roll_ends_where_the_count_ends(start: datetime, amount: int) -> None:
    end = ends(start, Period(amount, "days"), rolls=False)
    assert end.date() - start.date() == timedelta(days=amount + 1)


def test_what_is_due_the_same_day_ends_with_it_holiday_or_not() -> None:
    saturday = at("2026-03-14 09:00")
    assert ends(saturday, Period(1, "same_day"), rolls=False) == at("2026-03-15")
    assert ends(saturday, Period(1, "same_day")) == at("2026-03-17")


@pytest.mark.parametrize(
    ("start", "amount", "unit", "last"),
    [
        ("2026-03-09 10:00", 1, "months", "2026-04-09"),
        ("2026-01-31 10:00", 1, "months", "2026-02-28"),
        ("2024-01-31 10:00", 1, "months", "2024-02-29"),
        ("2026-08-31 10:00", 1, "months", "2026-09-30"),
        ("2025-12-15 10:00", 2, "months", "2026-02-24"),
        ("2024-02-29 10:00", 1, "years", "2025-02-28"),
        ("2025-03-10 10:00", 1, "years", "2026-03-10"),
        ("2025-05-01 10:00", 1, "years", "2026-05-06"),
    ],
)
def test_months_and_years_end_on_the_day_of_the_same_number(start: str, amount: int, unit: str, last: str) -> None:
    assert ends(at(start), Period(amount, unit)) == at(last) + timedelta(days=1)


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
        ("2026-12-31 23:59", 1, "days", "2027-01-03", "a year without a list: only 元旦 is sure to be off"),
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
