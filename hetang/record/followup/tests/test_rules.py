"""The state of a payment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hetang.record.followup.rules import OBLIGATION_STATES, state_after


@pytest.mark.parametrize(
    ("promised", "performed", "state"),
    [
        (500, 0, "due"),
        (500, 1, "partly"),
        (500, 499, "partly"),
        (500, 500, "performed"),
        (500, 501, "performed"),
        (None, 0, "performed"),
    ],
)
def test_the_state_follows_what_was_paid(promised: int | None, performed: int, state: str) -> None:
    assert state_after(promised, performed) == state


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_every_state_is_a_known_one_and_full_payment_is_performance(promised: int, performed: int) -> None:
    state = state_after(promised, performed)
    assert state in OBLIGATION_STATES
    assert (state == "performed") == (performed >= promised)
