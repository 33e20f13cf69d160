"""Capacity by the date of birth (民法典 §17–22), to the day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hetang.record.cases.capacity import age, capacity, is_sensitive

BORN = date(2010, 3, 9)
DAYS = st.dates(date(1920, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2010, 3, 9), "none"),
        (date(2018, 3, 8), "none"),
        (date(2018, 3, 9), "limited"),
        (date(2028, 3, 8), "limited"),
        (date(2028, 3, 9), "full"),
    ],
)
def test_eight_and_eighteen_are_reached_on_the_birthday(on: date, expected: str) -> None:
    assert capacity(BORN, on) == expected


def test_at_sixteen_ones_own_work_makes_an_adult_and_at_fifteen_it_does_not() -> None:
    assert capacity(BORN, date(2026, 3, 9), self_supporting=True) == "full"
    assert capacity(BORN, date(2026, 3, 8), self_supporting=True) == "limited"
    assert capacity(BORN, date(2026, 3, 9)) == "limited"


def test_what_a_court_declared_holds_for_adults_and_lowers_a_minor() -> None:
    assert capacity(date(1950, 1, 1), date(2026, 1, 1), declared="none") == "none"
    assert capacity(None, date(2026, 1, 1), declared="limited") == "limited"
    assert capacity(BORN, date(2026, 1, 1), declared="none") == "none"


def test_without_a_date_of_birth_a_person_counts_as_an_adult() -> None:
    assert capacity(None, date(2026, 1, 1)) == "full"


def test_who_is_born_on_a_leap_day_is_older_on_the_first_of_march() -> None:
    assert [age(date(2008, 2, 29), day) for day in (date(2026, 2, 28), date(2026, 3, 1))] == [17, 18]


def test_below_fourteen_is_sensitive() -> None:
    assert is_sensitive(BORN, date(2024, 3, 8)) and not is_sensitive(BORN, date(2024, 3, 9))
    assert not is_sensitive(None, date(2024, 3, 8))


@given(DAYS, DAYS, DAYS, st.booleans())
def test_nobody_loses_capacity_by_growing_older(born: date, first: date, second: date, works: bool) -> None:
    first, second = sorted((first, second))
    if born <= first:
        order = ("none", "limited", "full")
        assert order.index(capacity(born, first, works)) <= order.index(capacity(born, second, works))
