"""Check digits of identity numbers and credit codes."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hetang.commons.people.numbers import NoNumber, id_check, read_credit_code, read_id_number

SHAPE = "身份证号应为 18 位（旧证 15 位），最后一位可以是 X。"
BIRTHDAY = "身份证号里的出生日期不存在，请核对第 7 至 14 位。"
CHECK = "身份证号的最后一位与前面不符，请逐位核对。"


@pytest.mark.parametrize(
    ("typed", "number", "born_on", "sex"),
    [
        ("11010519491231002X", "11010519491231002X", date(1949, 12, 31), "female"),
        ("11010519491231002x", "11010519491231002X", date(1949, 12, 31), "female"),
        ("330105200001010017", "330105200001010017", date(2000, 1, 1), "male"),
        ("110101199003070011", "110101199003070011", date(1990, 3, 7), "male"),
        ("３３０１０５ 20000101 0017", "330105200001010017", date(2000, 1, 1), "male"),
        ("110105491231002", "11010519491231002X", date(1949, 12, 31), "female"),
    ],
)
def test_a_valid_number_tells_birthday_and_sex(typed: str, number: str, born_on: date, sex: str) -> None:
    found = read_id_number(typed)
    assert (found.number, found.born_on, found.sex) == (number, born_on, sex)


@pytest.mark.parametrize("region", ["330103", "330104", "110105"])
def test_a_region_that_was_abolished_stays_on_the_card(region: str) -> None:
    body = f"{region}19700101123"
    assert read_id_number(body + id_check(body)).number.startswith(region)


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("", SHAPE),
        ("3301052000010100", SHAPE),
        ("3301052000010100177", SHAPE),
        ("33010520000101X017", SHAPE),
        ("030105200001010017", SHAPE),
        ("330105200002300017", BIRTHDAY),
        ("330105190002290017", BIRTHDAY),
        ("330105200013010017", BIRTHDAY),
        ("330105000001010017", BIRTHDAY),
        ("110105490231002", BIRTHDAY),
        ("330105200001010016", CHECK),
        ("11010519491231002Ⅹ", SHAPE),
    ],
)
def test_a_number_that_cannot_be_says_what_is_wrong(typed: str, what: str) -> None:
    with pytest.raises(NoNumber) as wrong:
        read_id_number(typed)
    assert str(wrong.value) == what


def test_nobody_is_born_tomorrow() -> None:
    today = date(2026, 3, 9)
    for day, fine in ((today, True), (today + timedelta(days=1), False)):
        body = f"330105{day:%Y%m%d}001"
        number = body + id_check(body)
        if fine:
            assert read_id_number(number, today).born_on == today
        else:
            with pytest.raises(NoNumber) as wrong:
                read_id_number(number, today)
            assert str(wrong.value) == BIRTHDAY


@given(st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_noticed(at: int, digit: str) -> None:
    number = "330105200001010017"
    assume(number[at] != digit)
    with pytest.raises(NoNumber):
        read_id_number(number[:at] + digit + number[at + 1 :])


def test_a_credit_code_is_checked() -> None:
    assert read_credit_code("91350100M000100Y43") == "91350100M000100Y43"
    assert read_credit_code(" 91350100m000100y43 ") == "91350100M000100Y43"


@pytest.mark.parametrize(
    "typed", ["91350100M000100Y44", "91350100M000100O43", "91350100M000100Y4", "", "91350100M000100I43"]
)
def test_a_credit_code_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(NoNumber, match="统一社会信用代码"):
        read_credit_code(typed)
