"""The explanation is made by the calculator: its last sentence is the deadline, and it names what moved it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from hetang.ground.lib import clock
from hetang.ground.rulepacks.calendar import OfficeHours
from hetang.ground.rulepacks.periods import Pause, Period, Reckoning, Rule
from hetang.ground.rulepacks.rules import due, reckon
from hetang.ground.rulepacks.tests.calendars import CALENDAR, HANGZHOU, MINUTES, at, halts
from hetang.ground.rulepacks.wording import sentences


@pytest.fixture(autouse=True)
def _this_year(settings: Any) -> Iterator[None]:
    """Moments show their year where it is not this one."""
    settings.DEMO = True
    with clock.fixed_at(at("2026-03-09 10:00")):
        yield


OFFICE = OfficeHours.read(["08:30-12:00", "14:00-17:30"])
UNITS = ["hours", "working_hours", "days", "working_days", "months", "years"]
EVENT = {"zh": "签收之时", "en": "when it is accepted"}


def found(
    start: str, amount: int, unit: str, *pauses: Pause, more: tuple[Period, ...] = (), closes: bool = False
) -> Reckoning:
    rule = Rule(Period(amount, unit), closes=closes, office=OFFICE, event=EVENT)
    return reckon(rule, at(start), CALENDAR, HANGZHOU, pauses, more)


def told(reckoning: Reckoning, language: str = "zh-hans") -> list[str]:
    with translation.override(language):
        return sentences(reckoning.steps)


@given(MINUTES, st.integers(1, 20), st.sampled_from(UNITS), st.booleans(), st.data())
def test_the_last_sentence_is_the_deadline(
    start: datetime, amount: int, unit: str, closes: bool, data: st.DataObject
) -> None:
    closes = closes and unit not in ("hours", "working_hours")
    rule = Rule(Period(amount, unit), closes=closes, office=OFFICE, event=EVENT)
    result = reckon(rule, start, CALENDAR, HANGZHOU, data.draw(halts(start, within=20)))
    last = result.steps[-1].params
    if "moment" in last:
        assert last["moment"] == result.due_at
    elif closes:
        assert (last["day"], last["time"]) == (result.due_at.date(), result.due_at.strftime("%H:%M"))
    else:
        assert last["day"] == (result.due_at - timedelta(days=1)).date()
    assert told(result)
    assert told(result, "en")


@given(MINUTES, st.integers(1, 40), st.sampled_from(["hours", "days", "working_days", "months"]))
def test_the_explained_result_is_the_plain_one(start: datetime, amount: int, unit: str) -> None:
    rule = Rule(Period(amount, unit), event=EVENT)
    assert reckon(rule, start, CALENDAR, HANGZHOU).due_at == due(start, amount, unit, CALENDAR, HANGZHOU)


def test_thirty_days_that_end_in_the_national_holiday() -> None:
    assert told(found("2026-09-05 10:00", 30, "days")) == [
        "自“签收之时”起算：9月5日 10:00。",
        "开始当日2026年9月5日不计入，自次日2026年9月6日起算（《民法典》第二百零一条）。",
        "期间为30 日，节假日包含在内。",
        "期间的最后一日是2026年10月5日。",
        "2026年10月5日不是工作日，顺延到2026年10月8日（《民法典》第二百零三条）。",
        "截止时间：2026年10月8日 24时。",
    ]


def test_working_days_name_each_holiday_and_make_up_day() -> None:
    sentences_ = told(found("2026-02-12 10:00", 5, "working_days"))
    assert "周末不计入：2026年2月15日。" not in sentences_
    assert "放假不计入：2026年2月15日至2026年2月23日。" in sentences_
    assert "调休上班，计入：2026年2月14日。" in sentences_
    assert sentences_[-1] == "截止时间：2026年2月26日 24时。"


def test_pauses_and_extensions_are_told_with_their_reasons() -> None:
    pause = Pause(at("2026-03-11 10:00"), at("2026-03-16 15:00"), {"zh": "鉴定", "en": "Expert appraisal"})
    result = found("2026-03-09 10:00", 10, "days", pause, more=(Period(5, "days"),))
    chinese = told(result)
    assert "3月11日 10:00至3月16日 15:00暂停（鉴定），不计入：2026年3月11日至2026年3月15日。" in chinese
    assert "经批准延长5 日，自2026年3月24日届满后接续计算。" in chinese
    assert chinese[-1] == "截止时间：2026年3月30日 24时。"
    assert any("Expert appraisal" in sentence for sentence in told(result, "en"))


def test_a_pause_of_an_hour_is_told_though_it_changes_nothing() -> None:
    pause = Pause(at("2026-03-11 10:00"), at("2026-03-11 15:00"), "核查")
    assert any("当日恢复，不影响期间" in s for s in told(found("2026-03-09 10:00", 10, "days", pause)))


def test_a_month_without_the_day_and_a_closing_hour_are_told() -> None:
    chinese = told(found("2026-01-31 10:00", 1, "months", closes=True))
    assert any("没有对应日" in sentence for sentence in chinese)
    assert chinese[-1] == "截止时间：2026年2月28日停止业务活动之时，17:30（《民法典》第二百零三条）。"


@pytest.mark.parametrize("unit", UNITS)
def test_no_chinese_is_left_in_the_english_text(unit: str) -> None:
    pause = Pause(at("2026-03-11 10:00"), at("2026-03-16 15:00"), {"zh": "鉴定", "en": "Expert appraisal"})
    for sentence in told(found("2026-03-09 10:00", 20, unit, pause), "en"):
        assert not any("\u4e00" <= character <= "\u9fff" for character in sentence), sentence
