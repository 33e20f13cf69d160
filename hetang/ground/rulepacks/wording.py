"""Explanations as sentences in the reader's language."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language, gettext, ngettext

from hetang.ground.lib import moments
from hetang.ground.lib.labels import pick
from hetang.ground.rulepacks.periods import Period, Step


def sentences(steps: Iterable[Step]) -> list[str]:
    """Each step as one sentence."""
    return [gettext(step.text) % {key: _word(value) for key, value in step.params.items()} for step in steps]


def amount(period: Period) -> str:
    """30 日, 5 个工作日, 1 个月, 当日 …"""
    n = period.amount
    words = {
        "hours": ngettext("%(n)d 小时", "%(n)d 小时", n),
        "working_hours": ngettext("%(n)d 个工作小时", "%(n)d 个工作小时", n),
        "same_day": gettext("当日"),
        "days": ngettext("%(n)d 日", "%(n)d 日", n),
        "working_days": ngettext("%(n)d 个工作日", "%(n)d 个工作日", n),
        "months": ngettext("%(n)d 个月", "%(n)d 个月", n),
        "years": ngettext("%(n)d 年", "%(n)d 年", n),
    }
    return words[period.unit] % {"n": n}


def ends(due_at: dt.datetime) -> str:
    """A deadline as people say it: a day that ends at midnight is that day at 24:00, not the next at 00:00."""
    if moments.hm(due_at) != "00:00":
        return moments.moment(due_at)
    return moments.moment(due_at - dt.timedelta(minutes=1)).replace("23:59", "24:00")


def _word(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return moments.moment(value)
    if isinstance(value, dt.date):
        return moments.day(value)
    if isinstance(value, Period):
        return amount(value)
    if isinstance(value, list):
        return gettext("、").join(_run(first, last) for first, last in value)
    if isinstance(value, dict):
        return pick(value, get_language() or "zh")
    return str(value)


def _run(first: dt.date, last: dt.date) -> str:
    if first == last:
        return moments.day(first)
    return gettext("%(first)s至%(last)s") % {"first": moments.day(first), "last": moments.day(last)}
