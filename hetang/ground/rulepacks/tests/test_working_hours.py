"""Office hours with a lunch break and several intervals a day, against a count minute by minute."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hetang.ground.rulepacks.calendar import OfficeHours
from hetang.ground.rulepacks.periods import Pause, Period, Rule
from hetang.ground.rulepacks.rules import reckon
from hetang.ground.rulepacks.tests.calendars import CALENDAR, HANGZHOU, MINUTES, at, halts, works

HOURS = ["08:30-12:00", "14:00-17:30"]
THREE = ["08:00-11:30", "13:30-17:00", "18:00-20:00"]
MINUTE = timedelta(minutes=1)


def ends(start: datetime, hours: int, office: Sequence[str] = HOURS, pauses: Sequence[Pause] = ()) -> datetime:
    rule = Rule(Period(hours, "working_hours"), office=OfficeHours.read(list(office)))
    return reckon(rule, start, CALENDAR, HANGZHOU, pauses).due_at


def slow(start: datetime, hours: int, office: Sequence[str], pauses: Sequence[Pause]) -> datetime:
    """Reference: walks minute by minute and counts those in which the office is open and nothing stands still."""
    pairs = [(text[:5], text[6:]) for text in office]
    left, moment = hours * 60, start
    while left:
        clock = moment.strftime("%H:%M")
        if works(moment.date()) and any(a <= clock < b for a, b in pairs):
            left -= not any(pause.since <= moment < pause.until for pause in pauses)
        moment += MINUTE
    return moment


@given(st.data(), MINUTES, st.integers(1, 30), st.sampled_from([HOURS, THREE, ["09:00-17:00"]]))
def test_office_hours_end_when_the_minute_count_says(
    data: st.DataObject, start: datetime, hours: int, office: list[str]
) -> None:
    pauses = data.draw(halts(start, within=3, most=2))
    assert ends(start, hours, office, pauses) == slow(start, hours, office, pauses)


@pytest.mark.parametrize(
    ("start", "hours", "due", "why"),
    [
        ("2026-03-09 09:00", 2, "2026-03-09 11:00", "within the morning"),
        ("2026-03-09 11:00", 2, "2026-03-09 15:00", "lunch does not count"),
        ("2026-03-09 08:30", 7, "2026-03-09 17:30", "a whole day ends when the office does, not the next morning"),
        ("2026-03-09 12:30", 1, "2026-03-09 15:00", "begun over lunch"),
        ("2026-03-09 22:00", 1, "2026-03-10 09:30", "begun at night"),
        ("2026-03-06 16:30", 2, "2026-03-09 09:30", "over a weekend"),
        ("2026-02-13 17:00", 1, "2026-02-14 09:00", "the Saturday before 春节 is made up"),
        ("2026-02-14 17:00", 1, "2026-02-24 09:00", "over 春节"),
    ],
)
def test_by_hand(start: str, hours: int, due: str, why: str) -> None:
    assert ends(at(start), hours) == at(due), why


@pytest.mark.parametrize("texts", [[], ["12:00-08:30"], ["08:30-12:00", "11:00-17:00"], ["08:30"], ["x-y"]])
def test_hours_that_are_none_are_refused(texts: list[str]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any of several
        OfficeHours.read(texts)


def test_a_rule_in_office_hours_needs_them() -> None:
    with pytest.raises(ValueError, match="office hours"):
        Rule(Period(8, "working_hours"))
    with pytest.raises(ValueError, match="office hours"):
        Rule(Period(8, "days"), closes=True)


def test_a_deadline_at_a_court_ends_with_its_office() -> None:
    rule = Rule(Period(30, "days"), closes=True, office=OfficeHours.read(HOURS))
    assert reckon(rule, at("2026-03-09 10:00"), CALENDAR, HANGZHOU).due_at == at("2026-04-08 17:30")
    assert OfficeHours.read(HOURS).closes == time(17, 30)
