"""Stories take turns in the order of time and stop at the end."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hetang.config.demo.moments import CLOSED, OPEN, Office, calls
from hetang.config.demo.turns import Story, play
from hetang.ground.lib import clock

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def is_weekday(day: date) -> bool:
    return day.weekday() < 5


@pytest.fixture(autouse=True)
def _demo(settings: Any, tmp_path: Path) -> None:
    settings.DEMO, settings.HETANG_HOME = True, tmp_path


def story(name: str, told: list[tuple[str, datetime]], *minutes: int) -> Story:
    for minute in minutes:
        yield NOON + timedelta(minutes=minute)
        told.append((name, clock.now()))


def test_turns_are_taken_in_the_order_of_time_and_the_clock_shows_it() -> None:
    told: list[tuple[str, datetime]] = []
    turns = play([story("a", told, 1, 30), story("b", told, 10, 20)], NOON + timedelta(hours=1))
    assert turns == 4
    assert [(name, at - NOON) for name, at in told] == [
        ("a", timedelta(minutes=1)),
        ("b", timedelta(minutes=10)),
        ("b", timedelta(minutes=20)),
        ("a", timedelta(minutes=30)),
    ]


def test_what_lies_behind_the_end_is_not_told() -> None:
    told: list[tuple[str, datetime]] = []
    play([story("a", told, 1, 90)], NOON + timedelta(hours=1))
    assert len(told) == 1


def test_a_story_that_asks_for_the_past_goes_on_a_little_later() -> None:
    told: list[tuple[str, datetime]] = []
    play([story("a", told, 10, 5)], NOON + timedelta(hours=1))
    assert told[1][1] > told[0][1]


def test_staff_act_in_office_hours_on_working_days() -> None:
    office, rng = Office(ZONE, is_weekday), Random(1)
    moment = datetime(2026, 11, 20, 16, tzinfo=ZONE)  # a Friday
    for _ in range(200):
        later = office.after(moment, rng.uniform(0.1, 30), rng)
        assert later > moment
        assert is_weekday(later.date())
        assert OPEN <= later.time() < CLOSED
        moment = later


def test_calls_fill_the_year_in_order_and_avoid_sundays() -> None:
    until = datetime(2026, 11, 23, 9, tzinfo=ZONE)
    found = calls(1000, until, is_weekday, Random(1788))
    assert found == sorted(found)
    assert found[-1] < until
    assert (until - found[0]).days in range(355, 367)
    weekdays = [sum(call.weekday() == day for call in found) for day in range(7)]
    assert weekdays[0] > 2 * weekdays[6]
    assert found == calls(1000, until, is_weekday, Random(1788))
