"""Suggestions name what stands in the text, and where."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hetang.ground.words.api import Choice, Lexicons, Spot, Suggestion, suggest
from hetang.ground.words.numerals import number
from hetang.ground.words.suggesting import MOST_OF_A_FIELD
from hetang.ground.words.tokens import composed

MONDAY = date(2026, 3, 9)
WORDS = Lexicons(
    choices={
        "category": [
            Choice("neighbour", {"zh": "邻里", "en": "Neighbours"}, {"楼上": 1, "漏水": 1}),
            Choice("property", {"zh": "物业", "en": "Property"}, {"物业": 1}),
        ],
        "urgency": [Choice("emergency", {"zh": "马上", "en": "Now"}, {"跳楼": 1})],
    },
    spots=[
        Spot("善贤人家", "C1", {"zh": "善贤人家", "en": "Shanxian"}),
        Spot("老菜场", "C2", {"zh": "老菜场", "en": "Old market"}),
        Spot("蔡马社区", "C2", {"zh": "蔡马社区", "en": "Caima"}, is_exact=True),
        Spot("同名苑", "C1", {"zh": "同名苑", "en": "Same"}),
        Spot("同名苑", "C2", {"zh": "同名苑", "en": "Same"}),
    ],
    surnames=["张", "王", "李", "欧阳"],
    titles=["先生", "女士", "师傅", "老板"],
    roles=["房东", "老板", "卖家"],
)


def found(text: str, field: str) -> list[Suggestion]:
    return [each for each in suggest(text, WORDS, MONDAY) if each.field == field]


def values(text: str, field: str) -> list[str]:
    return [each.value for each in found(text, field)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3万5", 35_000),
        ("3万5千", 35_000),
        ("5.6万", 56_000),
        ("1,200.50", Decimal("1200.50")),
        ("一百零五", 105),
        ("两百五", 250),
        ("一万二", 12_000),
        ("一万零二", 10_002),
        ("十五", 15),
        ("一亿三千万", 130_000_000),
        ("二〇二五", 2025),
        ("", None),
        ("元", None),
    ],
)
def test_numbers_are_read_as_they_are_said(text: str, value: object) -> None:
    assert number(text) == value


@given(st.integers(0, 99_999))
def test_spoken_numbers_come_back(value: int) -> None:
    assert number(_spoken(value)) == value


def _spoken(value: int) -> str:
    """The number in full words, every place named."""
    signs, text, was_zero = "零一二三四五六七八九", "", False
    for unit, name in ((10_000, "万"), (1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            text += ("零" if was_zero and text else "") + signs[digit] + name
        was_zero = not digit
    return text or "零"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("押金3万5千元不退", "35000"),
        ("交了一共五千块定金", "5000"),
        ("被骗1,200.50元", "1200.50"),
        ("欠工资￥800", "800"),
        ("借给他两万块钱", "20000"),
        ("一共12万元", "120000"),
    ],
)
def test_sums(text: str, value: str) -> None:
    assert values(text, "amount") == [value]


@pytest.mark.parametrize(
    "text",
    [
        *("1" * 5000, "1," * 2500, "1." * 2500, "1万" * 2500, "一" * 5000, "万" * 5000, "1" + "亿" * 4999),
        *("1" + " " * 4999, "人民币" + " " * 4997, "1," + "," * 4998),
    ],
    ids=lambda text: text[:4],
)
def test_a_text_of_nothing_but_numbers_is_answered_at_once(text: str) -> None:
    import time

    begun = time.process_time()
    suggest(text, WORDS, MONDAY)
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize("text", ["9" * 18 + "亿亿亿亿元", "九亿亿亿亿亿亿元", "0.001元", "欠" + "9" * 400 + "元"])
def test_a_sum_that_nobody_owes_is_none(text: str) -> None:
    assert values(text, "amount") == []


def test_a_sum_after_a_comma_is_the_whole_sum() -> None:
    assert values("我付了定金，3000元，没退", "amount") == ["3000"]


def test_a_wage_by_the_month_is_less_sure_than_a_debt() -> None:
    assert values("每月工资3000元，拖欠9000元", "amount") == ["9000", "3000"]
    assert found("车牌12345，5楼，15分钟", "amount") == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026年3月1日", "2026-03-01"),
        ("2025-12-31买的", "2025-12-31"),
        ("昨天", "2026-03-08"),
        ("前天晚上", "2026-03-07"),
        ("大前天", "2026-03-06"),
        ("上周三", "2026-03-04"),
        ("上上周五", "2026-02-27"),
        ("周日", "2026-03-08"),
        ("星期一", "2026-03-09"),
        ("三天前", "2026-03-06"),
        ("两个月前", "2026-01-09"),
        ("两周前", "2026-02-23"),
        ("去年10月8号", "2025-10-08"),
        ("12月3日", "2025-12-03"),
        ("上个月5号", "2026-02-05"),
    ],
)
def test_days(text: str, day: str) -> None:
    assert values(text, "event_on") == [day]


@pytest.mark.parametrize("text", ["明天", "2026年4月1日", "2月30日", "3号楼", "5号线", "周末", "99999年9月9日"])
def test_what_is_no_day_of_the_past_is_not_offered(text: str) -> None:
    assert values(text, "event_on") == []


def test_the_day_before_the_last_of_a_short_month() -> None:
    assert [s.value for s in suggest("一个月前", WORDS, date(2026, 3, 31)) if s.field == "event_on"] == ["2026-02-28"]


def test_people_by_how_they_are_introduced() -> None:
    text = "我叫张小明，房东王老板不退押金"
    assert values(text, "applicant") == ["张小明"]
    assert values(text, "respondent")[0] == "王老板"
    assert values("欧阳女士说不管", "respondent") == ["欧阳女士"]
    assert values("卖家不接电话", "respondent") == ["卖家"]


def test_places_by_every_name_with_the_door_behind() -> None:
    text = "住善贤人家3幢2单元501室"
    assert values(text, "community") == ["C1"]
    assert values(text, "place_text") == ["善贤人家3幢2单元501室"]
    assert values("老菜场门口", "community") == ["C2"]
    assert values("蔡马社区", "place_text") == []


def test_a_name_that_two_places_have_is_not_guessed() -> None:
    assert values("同名苑", "community") == []


def test_several_words_are_surer_than_one_and_words_for_another_take_away() -> None:
    (one,) = found("楼上的事", "category")
    (two,) = found("楼上漏水", "category")
    mixed = found("楼上漏水，物业不管", "category")
    assert two.confidence > one.confidence
    assert [each.value for each in mixed] == ["neighbour", "property"]
    assert mixed[0].confidence < two.confidence


def test_marks_of_sealed_numbers_say_nothing() -> None:
    assert suggest("⟦138****5678·abcdefghij⟧", WORDS, MONDAY) == []
    assert suggest("", WORDS, MONDAY) == suggest("   \n", WORDS, MONDAY) == []


@given(
    st.text(
        alphabet=st.one_of(st.sampled_from("房东王老板退3万5千元昨天上周三12月5号善贤人家，。 "), st.characters()),
        max_size=80,
    )
)
def test_every_suggestion_stands_where_it_says(text: str) -> None:
    by_field: dict[str, int] = {}
    for each in suggest(text, WORDS, MONDAY):
        assert 0 <= each.start < each.end <= len(composed(text))
        assert 0 <= each.confidence <= 1
        assert each.value
        by_field[each.field] = by_field.get(each.field, 0) + 1
    assert all(count <= MOST_OF_A_FIELD for count in by_field.values())


def test_words_travel_and_come_back_the_same() -> None:
    again = Lexicons.from_json(WORDS.as_json())
    assert again.digest == WORDS.digest
    text = "我叫张小明，楼上漏水，赔3000元，住善贤人家3幢"
    assert suggest(text, again, MONDAY) == suggest(text, WORDS, MONDAY)


def test_a_megabyte_of_text_is_answered_at_once() -> None:
    import time

    begun = time.process_time()
    suggest("房东王老板不退押金3万5千元，" * 70_000, WORDS, MONDAY)
    assert time.process_time() - begun < 1
