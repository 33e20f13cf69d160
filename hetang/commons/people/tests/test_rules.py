"""Telephone numbers and masks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hetang.commons.people.rules import mask_name, mask_phone, normalise_phone


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("13900000001", "13900000001"),
        (" 139 0000 0001 ", "13900000001"),
        ("139-0000-0001", "13900000001"),
        ("+86 13900000001", "13900000001"),
        ("0086-139-0000-0001", "13900000001"),
        ("8613900000001", "13900000001"),
        ("１３９０００００００１", "13900000001"),
        ("（0571）88880000", "057188880000"),
        ("0571-8888000", "05718888000"),
        ("1788", "1788"),
        ("96345", "96345"),
        ("", None),
        ("12", None),
        ("123456", None),
        ("12000000001", None),
        ("139000000012", None),
        ("不清楚", None),
        ("139٠٠٠٠٠٠٠١", None),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, digits: str | None) -> None:
    assert normalise_phone(typed) == digits


@given(st.text(max_size=20))
def test_reading_a_number_twice_is_reading_it_once(text: str) -> None:
    digits = normalise_phone(text)
    assert digits is None or (normalise_phone(digits) == digits and digits.isascii() and digits.isdigit())


@pytest.mark.parametrize(
    ("digits", "shown"),
    [("13900000001", "139****0001"), ("057188880000", "**********00"), ("1788", "**88"), ("110", "*10")],
)
def test_a_mask_hides_the_middle(digits: str, shown: str) -> None:
    assert mask_phone(digits) == shown


@pytest.mark.parametrize(
    ("name", "shown"), [("张三", "张*"), ("丁晓雨", "丁**"), ("欧阳修", "欧阳*"), ("欧阳", "欧阳*"), ("卖", "卖*")]
)
def test_a_name_keeps_its_family_part(name: str, shown: str) -> None:
    assert mask_name(name) == shown
