"""Personal numbers inside free text are found however they are written; sums, dates and case numbers are left alone."""

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hetang.commons.people.finding import find_numbers, mask_numbers
from hetang.commons.people.numbers import id_check
from hetang.ground.lib.references import mark, new_code, pieces, unmarked

FULL = str.maketrans("0123456789", "０１２３４５６７８９")


def found(text: str) -> list[tuple[str, str, str]]:
    return [(n.kind, n.value, n.mask) for n in find_numbers(text)]


@pytest.mark.parametrize(
    "typed",
    [
        "13800135678",
        "138 0013 5678",
        "138-0013-5678",
        "138.0013.5678",
        "138－0013－5678",
        "138·0013·5678",
        "138　0013　5678",
        "138 001 35678",
        "1380013 5678",
        "1 3 8 0 0 1 3 5 6 7 8",
        "+86 13800135678",
        "86-138-0013-5678",
        "008613800135678",
        "１３８００１３５６７８",
    ],
)
def test_a_mobile_number_is_found_as_people_write_it(typed: str) -> None:
    for text in (typed, f"他电话{typed}，不接", f"打{typed}。", f"a{typed}b", f"500元 {typed} 2026-03-09"):
        assert found(text) == [("phone", "13800135678", "138****5678")], text
    assert mask_numbers(f"请打{typed}找他") == "请打138****5678找他"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0571-88880000", ("phone", "057188880000", "**********00")),
        ("（0571）8888 0000", ("phone", "057188880000", "**********00")),
        ("+86 571 88880000", ("phone", "057188880000", "**********00")),
        ("010-6666-1234", ("phone", "01066661234", "010****1234")),
        ("座机是88880000", ("phone", "88880000", "******00")),
        ("电话：8888-0000", ("phone", "88880000", "******00")),
        ("330105200001010017", ("id_number", "330105200001010017", "330105********0017")),
        ("330105 20000101 0017", ("id_number", "330105200001010017", "330105********0017")),
        ("11010519491231002x", ("id_number", "11010519491231002X", "110105********002X")),
        ("身份证330105200001010018", ("id_number", "330105200001010018", "330105********0018")),
        ("110105491231002", ("id_number", "11010519491231002X", "110105********002X")),
        ("6222021234567890128", ("bank_card", "6222021234567890128", "6222****0128")),
        ("4111 1111 1111 1111 500元", ("bank_card", "4111111111111111", "4111****1111")),
    ],
)
def test_other_personal_numbers_are_found(text: str, number: tuple[str, str, str]) -> None:
    assert found(text) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "付了 500 元，票一直没有来",
        "赔偿1234567.89元，分3期",
        "欠款 12,345,678.00 元",
        "共计100000000元",
        "付了1500 2000 300元",
        "案件 GS2026-00012，原编号2026-00012",
        "2026-03-09 13:45到2026-03-10 08:00",
        "2026年3月9日13时45分、2026/03/09",
        "19991231 1030",
        "1999-12-31 10",
        "打12345、110、1788或96345",
        "地址：3幢2单元501室，邮编310015",
        "3月份水费33.50、4月份44.80、5月份51.20",
        "订单20260309123456789012",
        "订单号202603091234567",
        "车牌浙A12345",
        "（2026）杭拱上塘民调字第001号",
        "面积89.12平方米，单价23456元",
        "电话20260309打的",
        "1/2/3/4/5/6/7/8/9/10/11",
    ],
)
def test_sums_dates_and_case_numbers_are_left_alone(text: str) -> None:
    assert found(text) == []
    assert mask_numbers(text) == text


def test_several_numbers_are_found_in_their_order() -> None:
    text = "13800135678、13900139000，身份证330105200001010017，卡6222021234567890128"
    assert [kind for kind, _, _ in found(text)] == ["phone", "phone", "id_number", "bank_card"]
    assert mask_numbers(text) == "138****5678、139****9000，身份证330105********0017，卡6222****0128"


def test_marks_are_passed_over() -> None:
    text = f"请打{mark('138****5678', new_code())}，别打13900139000"
    assert found(text) == [("phone", "13900139000", "139****9000")]


SEPARATORS = st.sampled_from(["", " ", "-", "．", "—", "　", "--"])
AROUND = st.text(alphabet="他打电话给我，。 \n元块号abcX", max_size=6)


@st.composite
def phones(draw: st.DrawFn) -> tuple[str, str]:
    digits = f"1{draw(st.integers(3, 9))}{draw(st.integers(0, 999_999_999)):09d}"
    gap = draw(SEPARATORS)
    written = f"{digits[:3]}{gap}{digits[3:7]}{gap}{digits[7:]}"
    return digits, written.translate(FULL) if draw(st.booleans()) else written


@given(AROUND, phones(), AROUND)
@example("", ("13800135678", "13800135678"), "")
def test_no_phone_survives(before: str, phone: tuple[str, str], after: str) -> None:
    digits, written = phone
    left = mask_numbers(before + written + after)
    assert digits[3:7] not in re.sub(
        r"[^0-9]", "", left.translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    ) or (digits[3:7] in (digits[:3] + digits[7:]))
    assert written not in left


@given(AROUND, st.dates(date(1900, 1, 1), date(2030, 1, 1)), st.integers(0, 999), st.booleans(), AROUND)
def test_no_identity_number_survives(before: str, born: date, serial: int, spaced: bool, after: str) -> None:
    body = f"330105{born:%Y%m%d}{serial:03d}"
    number = body + id_check(body)
    written = f"{number[:6]} {number[6:14]} {number[14:]}" if spaced else number
    assert written not in mask_numbers(before + written + after)


@given(st.text(alphabet="0123456789-. ,:/年月日元万第号GSx⟦⟧·*", max_size=40))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask_numbers(text)
    assert mask_numbers(once) == once


@given(st.integers(0, 99_999_999), st.integers(0, 99), st.sampled_from(["元", "万元", "块钱", "平方米", "%"]))
def test_sums_survive(whole: int, cents: int, unit: str) -> None:
    for text in (f"付了{whole}{unit}", f"付了 {whole}.{cents:02d} {unit}", f"付了{whole:,}{unit}"):
        assert mask_numbers(text) == text


@given(st.dates(date(1900, 1, 1)), st.integers(1, 99_999))
def test_dates_and_case_numbers_survive(day: date, number: int) -> None:
    for text in (
        f"{day:%Y-%m-%d} 13:45",
        f"{day:%Y年%m月%d日}",
        f"{day:%Y/%m/%d}",
        f"GS2026-{number:05d}",
        f"2026-{number:05d}",
    ):
        assert mask_numbers(text) == text


def test_a_mark_shows_its_mask_and_keeps_its_code_apart() -> None:
    code = new_code()
    text = f"请打{mark('138****5678', code)}找他"
    assert [(p.text, p.code) for p in pieces(text)] == [("请打", ""), ("138****5678", code), ("找他", "")]
    assert unmarked(text) == "请打138****5678找他"
    assert unmarked("⟦x⟧") == "⟦x⟧"
    assert "".join(p.text for p in pieces("没有号码")) == "没有号码"
    assert pieces("") == []
