"""Numbers of a scope: unique and rising, with many writers and without waiting for a commit."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DataError, connection, transaction

from hetang.ground.rulepacks.api import next_number

WRITERS, EACH = 6, 20


def numbers(scope: str) -> list[int]:
    try:
        found = []
        for _ in range(EACH):
            with transaction.atomic():
                found.append(next_number(scope))
        return found
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_writers_that_open_a_scope_together_share_no_number() -> None:
    with ThreadPoolExecutor(WRITERS) as pool:
        taken = list(pool.map(numbers, ["TA2026"] * WRITERS))
    assert all(mine == sorted(mine) for mine in taken)
    assert sorted(n for mine in taken for n in mine) == list(range(1, WRITERS * EACH + 1))


@pytest.mark.django_db(transaction=True)
def test_the_second_registration_of_a_year_waits_for_the_first_and_then_goes_on() -> None:
    """Whoever numbers first makes the sequence; who comes while that is uncommitted must not fail."""
    asked, found = threading.Event(), []

    def second() -> None:
        try:
            with transaction.atomic():
                asked.set()
                found.append(next_number("TB2026"))
        finally:
            connection.close()

    other = threading.Thread(target=second)
    with transaction.atomic():
        first = next_number("TB2026")
        other.start()
        asked.wait(5)
        other.join(0.3)
    other.join(10)
    assert (first, found) == (1, [2])


@pytest.mark.django_db(transaction=True)
def test_an_open_scope_gives_numbers_without_waiting_for_an_open_transaction() -> None:
    with transaction.atomic():
        next_number("TC2026")
    with transaction.atomic():
        assert next_number("TC2026") == 2
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(numbers, "TC2026").result(5)[0] == 3


@pytest.mark.django_db
def test_scopes_count_apart() -> None:
    assert [next_number("TD2026"), next_number("TE2026"), next_number("TD2026")] == [1, 1, 2]


@pytest.mark.django_db
@pytest.mark.parametrize("scope", ["", "街道2026", "a b", "x;drop table", "a" * 31])
def test_a_scope_that_is_no_scope_is_refused(scope: str) -> None:
    with pytest.raises(DataError, match="not a numbering scope"), transaction.atomic():
        next_number(scope)
