"""Days in a text, also relative ones: 昨天, 上周三, 三天前, 3月15日. Plain Python."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from hetang.ground.lib.labels import N_
from hetang.ground.words.numerals import number
from hetang.ground.words.suggestion import Suggestion

_NUM = r"[0-9零〇一二两三四五六七八九十]{1,3}"
_FULL = re.compile(
    r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})\s*(?:年|[-./])\s*(?P<month>1[0-2]|0?[1-9])\s*(?:月|[-./])\s*(?P<day>3[01]|[12][0-9]|0?[1-9])(?![0-9])[日号]?"
)
_OF_YEAR = re.compile(
    rf"(?<![0-9]年)(?P<year>今年|去年|前年|本月|这个月|上个月|上月)?(?:(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?)?(?P<day>{_NUM})[日号](?![楼幢栋线门店岗厅院])"
)
_NAMED = re.compile(r"大前天|前天|昨天|昨晚|昨日|前晚|今天|今早|今晨|今日|今晚|今天上午|刚才|刚刚")
_BACK = {"大前天": 3, "前天": 2, "前晚": 2, "昨天": 1, "昨晚": 1, "昨日": 1}
_WEEKDAY = re.compile(r"(?P<week>上上|上个?|本|这个?)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])(?![0-9])")
_AGO = re.compile(rf"(?P<n>{_NUM})\s*个?(?P<unit>天|日|周|星期|礼拜|月)(?:多)?(?:之|以)?前")
_WEEKDAYS = {sign: at for at, sign in enumerate("一二三四五六日")} | {"天": 6}


def find_dates(text: str, base: date) -> Iterator[Suggestion]:
    """Days up to `base` (the day of the call) as `event_on`; what lies ahead is no day on which something happened."""
    taken: list[tuple[int, int]] = []
    for found, day, sure in _all(text, base):
        start, end = found.span()
        if any(start < stop and end > begun for begun, stop in taken):
            continue
        taken.append((start, end))
        if day > base or day.year < 1950:
            continue
        label = {"zh": f"{day.year} 年 {day.month} 月 {day.day} 日", "en": f"{day:%d %b %Y}"}
        yield Suggestion("event_on", day.isoformat(), label, sure, N_("文字里有“%(word)s”"), start, end)


def _all(text: str, base: date) -> Iterator[tuple["re.Match[str]", date, float]]:
    for found in _FULL.finditer(text):
        if day := _day(int(found["year"]), int(found["month"]), int(found["day"])):
            yield found, day, 0.9
    for found in _NAMED.finditer(text):
        yield found, base - timedelta(days=_BACK.get(found[0], 0)), 0.85
    for found in _WEEKDAY.finditer(text):
        yield found, _weekday(base, found["week"] or "", _WEEKDAYS[found["day"]]), 0.8 if found["week"] else 0.6
    for found in _AGO.finditer(text):
        if day := _ago(base, found["n"], found["unit"]):
            yield found, day, 0.6 if found["unit"] == "天" else 0.45
    for found in _OF_YEAR.finditer(text):
        if (found["month"] or found["year"]) and (day := _of_year(base, found)):
            yield found, day, 0.85 if found["month"] else 0.7


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekday(base: date, week: str, weekday: int) -> date:
    """上周三 is the Wednesday of the week before, 周三 alone the last one that has come."""
    monday = base - timedelta(days=base.weekday())
    if week.startswith("上"):
        return monday + timedelta(days=weekday - (14 if week == "上上" else 7))
    day = monday + timedelta(days=weekday)
    return day if day <= base or week else day - timedelta(days=7)


def _ago(base: date, count: str, unit: str) -> date | None:
    value = number(count)
    if value is None or not 0 < value <= 400:
        return None
    if unit == "月":
        months = base.year * 12 + base.month - 1 - int(value)
        year, month = divmod(months, 12)
        # The 31st of a month that has none is its last day.
        return next(
            (d for last in range(base.day, 27, -1) if (d := _day(year, month + 1, last))),
            _day(year, month + 1, base.day),
        )
    return base - timedelta(days=int(value) * (1 if unit in "天日" else 7))


def _of_year(base: date, found: "re.Match[str]") -> date | None:
    """3月15日 without a year is the last one that has come."""
    day, year = number(found["day"]), base.year
    month = number(found["month"]) if found["month"] else None
    word = found["year"] or ""
    if day is None:
        return None
    if "月" in word:
        first = base.replace(day=1)
        first = first if word in ("本月", "这个月") else (first - timedelta(days=1)).replace(day=1)
        return _day(first.year, first.month, int(day))
    year -= {"去年": 1, "前年": 2}.get(word, 0)
    if month is None:
        return None
    there = _day(year, int(month), int(day))
    return _day(year - 1, int(month), int(day)) if there and there > base and not word else there
