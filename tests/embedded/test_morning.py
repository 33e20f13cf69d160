"""A morning in half a minute: calls by the hourly curve, handed out as they come, and nothing of it is lost."""

import re
from pathlib import Path

import pytest

from tests.embedded.actors import measured
from tests.performance.morning.plan import arrivals, p95

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("made")]


def test_no_call_is_lost_and_no_case_is_nobodys(home: Path) -> None:
    said = measured("morning", "--minutes", "0.4", "--times", "0.4", home=home)
    told = re.search(r"(\d+) calls registered, (\d+) cases handed out", said)
    assert told, said
    assert int(told[1]) == len(arrivals(0.4, 24, 1788))
    assert int(told[2]) >= 1


def test_calls_come_by_the_curve() -> None:
    calls = arrivals(10, 1200, 7)
    assert calls == sorted(calls)
    assert 0 <= calls[0] < calls[-1] <= 1200
    by_hour = [sum(at // 300 == hour for at in calls) for hour in range(4)]
    assert max(by_hour) == by_hour[2], "ten o'clock"
    assert p95([1.0] * 95 + [9.0] * 5) == 9.0
    assert p95([]) == 0.0
