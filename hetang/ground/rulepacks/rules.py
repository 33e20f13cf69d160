"""Deadline arithmetic by Civil Code §200–204: the first day does not count, a last day on a holiday rolls forward.

One calculator for every room: `reckon` gives the moment together with the sentences that explain it, so that the two
cannot disagree. Hours run at once; days start on the day after and end at 24:00 of the last one.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from hetang.ground.lib.labels import N_
from hetang.ground.rulepacks.by_day import DayCount
from hetang.ground.rulepacks.by_hour import HourCount
from hetang.ground.rulepacks.calendar import Calendar
from hetang.ground.rulepacks.periods import Pause, Period, Reckoning, Rule, Step


def reckon(
    rule: Rule,
    start: datetime,
    calendar: Calendar,
    zone: tzinfo,
    pauses: Iterable[Pause] = (),
    extensions: Sequence[Period] = (),
) -> Reckoning:
    """When a period that begins at aware `start` ends, and why.

    Time in `pauses` does not count. An extension goes on where the period before it ended, before any roll-forward.
    ValueError for an extension by hours of a period of days, and the other way round.
    """
    if any(extra.in_hours != rule.period.in_hours for extra in extensions):
        raise ValueError("a period is extended by what it is counted in: days by days, hours by hours")
    begun = Step(N_("自“%(event)s”起算：%(start)s。"), {"event": rule.event, "start": start})
    halts = _in_order(pauses, start, zone)
    count = (HourCount if rule.period.in_hours else DayCount)(rule, start.astimezone(zone), calendar, halts)
    count.advance(rule.period)
    for extra in extensions:
        count.extend(extra)
    due_at = count.finish()
    return Reckoning(due_at, (begun, *count.steps), tuple(sorted(count.missing)))


def due(start: datetime, amount: int, unit: str, calendar: Calendar, zone: tzinfo) -> datetime:
    """When a plain period of `amount` `unit` from `start` ends; `reckon` without the reasons."""
    return reckon(Rule(Period(amount, unit)), start, calendar, zone).due_at


def _in_order(pauses: Iterable[Pause], start: datetime, zone: tzinfo) -> list[Pause]:
    """The pauses after `start`, earliest first, none overlapping the one before."""
    found: list[Pause] = []
    begin = start
    for pause in sorted(pauses, key=lambda p: p.since):
        since = max(pause.since, begin)
        if pause.until > since:
            found.append(Pause(since.astimezone(zone), pause.until.astimezone(zone), pause.reason))
            begin = pause.until
    return found
