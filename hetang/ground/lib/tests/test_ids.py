"""Codes that people read out: every slip of one character is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hetang.ground.lib.ids import ALPHABET, RANDOM_CHARS, check_char, new_code, normalise_code

BODIES = st.text(ALPHABET, min_size=RANDOM_CHARS, max_size=RANDOM_CHARS)


def grouped(plain: str) -> str:
    return f"{plain[:4]}-{plain[4:8]}-{plain[8:]}"


@given(BODIES)
def test_every_single_wrong_character_is_found(body: str) -> None:
    right = body + check_char(body)
    for at, char in enumerate(right):
        for other in ALPHABET.replace(char, ""):
            assert normalise_code(right[:at] + other + right[at + 1 :]) is None


@given(BODIES)
def test_every_swap_of_neighbours_is_found(body: str) -> None:
    right = body + check_char(body)
    for at in range(RANDOM_CHARS):
        swapped = right[:at] + right[at + 1] + right[at] + right[at + 2 :]
        assert swapped == right or normalise_code(swapped) is None


def test_a_new_code_is_canonical_and_new() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(normalise_code(code) == code and len(code) == 14 for code in codes)


@given(BODIES)
def test_a_code_is_read_however_it_is_typed(body: str) -> None:
    right = grouped(body + check_char(body))
    typed = right.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert normalise_code(f"  {typed} ") == right
    assert normalise_code(right.replace("0", "O").replace("1", "I").replace("-", "")) == right


@pytest.mark.parametrize(
    "text", ["", "7K3M", "不是编号", "UUUU-UUUU-UUUU", "0" * 13, "0" * 11, "ST2026-00001", "000000000!00"]
)
def test_what_is_no_code_is_none(text: str) -> None:
    assert normalise_code(text) is None


@given(st.text(max_size=20))
def test_any_text_is_read_without_an_error(text: str) -> None:
    found = normalise_code(text)
    assert found is None or normalise_code(found) == found
