"""What a process keeps, and for how long."""

from itertools import count

import pytest

from hetang.ground.lib import kept
from hetang.ground.lib.kept import Kept


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The steady clock of this test: its only item."""
    found = [100.0]
    monkeypatch.setattr("hetang.ground.lib.kept.time.monotonic", lambda: found[0])
    return found


def test_an_answer_is_read_once_and_again_after_its_time(seconds: list[float]) -> None:
    numbers, answers = count(1), Kept[int]()
    assert [answers.get("a", lambda: next(numbers)) for _ in range(2)] == [1, 1]
    assert answers.get("b", lambda: next(numbers)) == 2
    seconds[0] += kept.KEEP_SECONDS - 0.1
    assert answers.get("a", lambda: next(numbers)) == 1
    seconds[0] += 0.2
    assert answers.get("a", lambda: next(numbers)) == 3


def test_nothing_found_is_asked_again_at_once() -> None:
    answers = Kept[str | None]()
    assert answers.get("a", lambda: None) is None
    assert answers.get("a", lambda: "there") == "there"


def test_all_is_forgotten_together() -> None:
    one, other = Kept[int](), Kept[int]()
    assert (one.get("a", lambda: 1), other.get("a", lambda: 1)) == (1, 1)
    kept.forget_all()
    assert (one.get("a", lambda: 2), other.get("a", lambda: 2)) == (2, 2)
