"""One clock; a demonstration may move it, forward only; a production installation may not."""

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hetang.ground.lib import clock

NEW_YEAR = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)  # 2027-01-01 00:00 in Hangzhou
SLACK = timedelta(seconds=5)


@pytest.fixture(autouse=True)
def _demo(settings: Any, tmp_path: Path) -> None:
    settings.DEMO = True
    settings.HETANG_HOME = tmp_path


def test_the_local_day_changes_at_midnight_in_hangzhou() -> None:
    assert clock.local_day(NEW_YEAR) == date(2027, 1, 1)
    assert clock.local_day(NEW_YEAR - timedelta(microseconds=1)) == date(2026, 12, 31)
    with clock.fixed_at(NEW_YEAR):
        assert clock.today() == date(2027, 1, 1)


def test_a_fixed_time_holds_in_its_block_and_its_thread_only() -> None:
    seen: list[datetime] = []
    with clock.fixed_at(NEW_YEAR):
        assert clock.now() == NEW_YEAR
        other = threading.Thread(target=lambda: seen.append(clock.now()))
        other.start()
        other.join()
    assert seen[0] != NEW_YEAR
    assert abs(clock.now() - datetime.now(UTC)) < SLACK


def test_a_fixed_time_ends_with_an_error_too() -> None:
    with pytest.raises(ZeroDivisionError), clock.fixed_at(NEW_YEAR):
        _ = 1 // 0
    assert clock.now() != NEW_YEAR


def test_the_demo_clock_moves_and_keeps_going() -> None:
    clock.forward(timedelta(days=2))
    assert abs(clock.demo_offset() - timedelta(days=2)) < SLACK
    clock.forward(timedelta(hours=1))
    assert abs(clock.now() - datetime.now(UTC) - timedelta(days=2, hours=1)) < SLACK


def test_the_demo_clock_never_runs_backwards() -> None:
    clock.forward(timedelta(days=1))
    with pytest.raises(clock.ClockRefused):
        clock.forward(timedelta(seconds=-1))
    assert abs(clock.demo_offset() - timedelta(days=1)) < SLACK


@pytest.mark.parametrize("text", ["", "{", "{}", '{"offset_seconds": "soon"}', "[]", '{"offset_seconds": 1e300}'])
def test_a_damaged_clock_file_is_the_real_time(text: str, tmp_path: Path) -> None:
    (tmp_path / "clock.json").write_text(text, encoding="utf-8")
    assert clock.demo_offset() == timedelta()


def test_production_refuses_to_be_told_the_time(settings: Any, tmp_path: Path) -> None:
    clock.forward(timedelta(days=3))
    settings.DEMO = False
    before = (tmp_path / "clock.json").read_bytes()
    with pytest.raises(clock.ClockRefused):
        clock.set_demo_time(NEW_YEAR)
    with pytest.raises(clock.ClockRefused):
        clock.forward(timedelta(days=1))
    with pytest.raises(clock.ClockRefused), clock.fixed_at(NEW_YEAR):
        pass
    assert (tmp_path / "clock.json").read_bytes() == before
    assert abs(clock.now() - datetime.now(UTC)) < SLACK, "and a file left from a demonstration has no effect"
