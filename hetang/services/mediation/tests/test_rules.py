"""What the law says about consent and form."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hetang.services.mediation.rules import Answer, has_refusal, is_everyone_willing, last_words, must_be_written

TODAY = date(2026, 3, 9)
ANSWERS = st.lists(st.builds(Answer, st.integers(1, 3), st.sampled_from(["consent", "refusal", ""])), max_size=8)
YES, NO, NOTHING = "consent", "refusal", ""


@pytest.mark.parametrize(
    ("said", "willing", "refused"),
    [
        ([], False, False),
        ([(2, YES)], True, False),
        ([(2, NO)], False, True),
        ([(2, NO), (2, YES)], True, False),
        ([(2, YES), (2, NO)], False, True),
        ([(2, YES), (2, NOTHING)], True, False),
        ([(2, YES), (1, NO)], False, True),
        ([(2, YES), (1, NO), (1, YES)], True, False),
        ([(2, NOTHING)], False, False),
        ([(3, YES)], False, False),
    ],
)
def test_the_last_word_of_each_side_decides(said: list[tuple[int, str]], willing: bool, refused: bool) -> None:
    answers = [Answer(side, effect) for side, effect in said]
    assert is_everyone_willing([1, 2], [1], answers) is willing
    assert has_refusal(answers) is refused


def test_nobody_is_not_everybody() -> None:
    assert not is_everyone_willing([], [], [])


@given(ANSWERS)
def test_willing_and_refused_exclude_each_other(answers: list[Answer]) -> None:
    if is_everyone_willing([1, 2, 3], [1], answers):
        assert not has_refusal(answers)


@given(ANSWERS, st.integers(1, 3))
def test_whoever_consents_last_is_not_in_the_way(answers: list[Answer], side: int) -> None:
    assert last_words([*answers, Answer(side, YES)])[side] == YES


@pytest.mark.parametrize(
    ("days", "written"), [([], False), ([TODAY], False), ([date(2026, 3, 10)], True), ([TODAY, date(2027, 1, 1)], True)]
)
def test_what_is_not_performed_today_is_written(days: list[date], written: bool) -> None:
    assert must_be_written(TODAY, days) is written
