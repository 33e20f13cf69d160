"""Days and moments as people read them, in the local time zone and the active language."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

from hetang.ground.lib.clock import now

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MINUTE, HOUR, DAY = 60, 3600, 86_400


def day(value: dt.date | None) -> str:
    """2026年11月23日 or 23 Nov 2026; empty for None."""
    if value is None:
        return ""
    on = _local(value)
    if _english():
        return f"{on.day} {MONTHS[on.month - 1]} {on.year}"
    return f"{on.year}年{on.month}月{on.day}日"


def moment(value: dt.datetime | None) -> str:
    """11月23日 14:05, with the year where it is not this one; empty for None."""
    if value is None:
        return ""
    at = timezone.localtime(value)
    if at.year != timezone.localtime(now()).year:
        return f"{day(at)} {at:%H:%M}"
    if _english():
        return f"{at.day} {MONTHS[at.month - 1]} {at:%H:%M}"
    return f"{at.month}月{at.day}日 {at:%H:%M}"


def hm(value: dt.datetime | None) -> str:
    """14:05; empty for None."""
    return "" if value is None else f"{timezone.localtime(value):%H:%M}"


def since(value: dt.datetime | None) -> str:
    """How long ago, in plain words: 刚刚, 5 分钟前, 3 小时前, 2 天前."""
    if value is None:
        return ""
    seconds = int((now() - value).total_seconds())
    if seconds < MINUTE:
        return gettext("刚刚")
    if seconds < HOUR:
        return _counted(ngettext("%(n)d 分钟前", "%(n)d 分钟前", seconds // MINUTE), seconds // MINUTE)
    if seconds < DAY:
        return _counted(ngettext("%(n)d 小时前", "%(n)d 小时前", seconds // HOUR), seconds // HOUR)
    return _counted(ngettext("%(n)d 天前", "%(n)d 天前", seconds // DAY), seconds // DAY)


def until(value: dt.datetime | None) -> str:
    """How long is left or how far past, in plain words: 还剩 2 天, 已超 3 小时. Whole units, rounded down."""
    if value is None:
        return ""
    seconds = int((value - now()).total_seconds())
    return _left(seconds) if seconds >= 0 else _over(-seconds)


def _left(seconds: int) -> str:
    if seconds < HOUR:
        minutes = max(seconds // MINUTE, 1)
        return _counted(ngettext("还剩 %(n)d 分钟", "还剩 %(n)d 分钟", minutes), minutes)
    if seconds < DAY:
        return _counted(ngettext("还剩 %(n)d 小时", "还剩 %(n)d 小时", seconds // HOUR), seconds // HOUR)
    return _counted(ngettext("还剩 %(n)d 天", "还剩 %(n)d 天", seconds // DAY), seconds // DAY)


def _over(seconds: int) -> str:
    if seconds < HOUR:
        minutes = max(seconds // MINUTE, 1)
        return _counted(ngettext("已超 %(n)d 分钟", "已超 %(n)d 分钟", minutes), minutes)
    if seconds < DAY:
        return _counted(ngettext("已超 %(n)d 小时", "已超 %(n)d 小时", seconds // HOUR), seconds // HOUR)
    return _counted(ngettext("已超 %(n)d 天", "已超 %(n)d 天", seconds // DAY), seconds // DAY)


def _counted(text: str, n: int) -> str:
    return text % {"n": n}


def _local(value: dt.date) -> dt.date:
    return timezone.localtime(value) if isinstance(value, dt.datetime) else value


def _english() -> bool:
    return (get_language() or "").startswith("en")
