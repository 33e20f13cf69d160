"""Fen to words and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hetang.ground.lib.money import fen, yuan


@pytest.mark.parametrize(
    ("amount", "chinese", "english"),
    [
        (50_000, "500 元", "¥500.00"),
        (50_050, "500.50 元", "¥500.50"),
        (5, "0.05 元", "¥0.05"),
        (0, "0 元", "¥0.00"),
        (-123_456_789, "-1,234,567.89 元", "-¥1,234,567.89"),
    ],
)
def test_money_reads_naturally(amount: int, chinese: str, english: str) -> None:
    assert yuan(amount, "zh-hans") == chinese
    assert yuan(amount, "en") == english


@given(st.integers(-(10**12), 10**12))
def test_what_is_shown_can_be_typed_again(amount: int) -> None:
    assert fen(yuan(amount, "zh-hans")) == amount


# The last but one is in full-width digits, as Chinese input methods give them.
TYPED = ["500", " 500元 ", "500 元", "￥500.00", "¥ 500", "500.0", "\uff15\uff10\uff10", "0,500"]


@pytest.mark.parametrize("typed", TYPED)
def test_people_type_money_in_many_ways(typed: str) -> None:
    assert fen(typed) == 50_000


@pytest.mark.parametrize("typed", ["", "五百", "1.005", "nan", "inf", "1e2.5", "--5"])
def test_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the text is the message
        fen(typed)
