"""A year without a calendar: the answer may come too early, never too late, and says that it is provisional."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hetang.ground.rulepacks.calendar import OfficeHours
from hetang.ground.rulepacks.periods import Period, Reckoning, Rule
from hetang.ground.rulepacks.rules import reckon
from hetang.ground.rulepacks.tests.calendars import CALENDAR, HANGZHOU, at, calendar

OFFICE = OfficeHours.read(["08:30-12:00", "14:00-17:30"])
MOST = {"hours": 900, "working_hours": 100, "days": 60, "working_days": 30, "months": 3}


def found(start: datetime, amount: int, unit: str, *without: int) -> Reckoning:
    return reckon(Rule(Period(amount, unit), office=OFFICE), start, calendar(*without), HANGZHOU)


@given(
    st.sampled_from([2025, 2026]),
    st.timedeltas(timedelta(), timedelta(days=180)),
    st.sampled_from(sorted(MOST)).flatmap(lambda u: st.tuples(st.integers(1, MOST[u]), st.just(u))),
)
def test_what_was_said_without_a_calendar_is_never_later_than_what_it_then_says(
    year: int, before: timedelta, period: tuple[int, str]
) -> None:
    start = datetime(year, 3, 1, 10, tzinfo=HANGZHOU) - before
    provisional, true = found(start, *period, year), found(start, *period)
    assert provisional.due_at <= true.due_at
    if not provisional.is_provisional:
        assert provisional.due_at == true.due_at
    else:
        assert provisional.missing_years == (year,)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due", "provisional"),
    [
        ("2026-12-20 10:00", 5, "days", "2026-12-26", False),
        ("2026-12-30 10:00", 3, "days", "2027-01-03", True),
        ("2026-12-31 10:00", 1, "working_days", "2027-01-03", True),
        ("2026-12-31 10:00", 48, "hours", "2027-01-02 10:00", False),
        ("2026-12-31 17:00", 1, "working_hours", "2027-01-02 09:00", True),
        ("2026-12-01 10:00", 2, "months", "2027-02-02", True),
    ],
)
def test_over_a_new_year_that_is_not_announced(start: str, amount: int, unit: str, due: str, provisional: bool) -> None:
    result = found(at(start), amount, unit)
    assert (result.due_at, result.is_provisional) == (at(due), provisional)
    told = any("放假安排尚未装入" in step.text for step in result.steps)
    assert told is provisional


def test_the_calendar_says_which_years_it_knows() -> None:
    assert CALENDAR.knows(date(2024, 5, 1))
    assert CALENDAR.knows(date(2026, 5, 1))
    assert not CALENDAR.knows(date(2027, 5, 1))


def test_in_an_unknown_year_an_ordinary_week_is_told_from_what_is_sure() -> None:
    saturday, new_year = date(2027, 1, 2), date(2027, 1, 1)
    assert not CALENDAR.is_working_day(saturday)
    assert not CALENDAR.is_surely_off(saturday)
    assert not CALENDAR.is_working_day(new_year)
    assert CALENDAR.is_surely_off(new_year)


def test_the_fixed_holidays_hold_in_every_year_that_is_known() -> None:
    for year in (2024, 2025, 2026):
        for month, day in CALENDAR.fixed:
            # 2 May became a holiday by the regulation in 2025; the notice of 2024 had it off too.
            assert date(year, month, day) in CALENDAR.holidays[year]
