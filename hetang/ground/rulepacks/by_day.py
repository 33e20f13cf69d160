"""Periods that run by the calendar: days, working days, months, years. They end with a day."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from hetang.ground.lib.labels import N_
from hetang.ground.rulepacks.by_hour import missing_calendar
from hetang.ground.rulepacks.calendar import Calendar
from hetang.ground.rulepacks.periods import Pause, Period, Rule, Step

ONE = timedelta(days=1)
MONTHS_IN = {"months": 1, "years": 12}


class DayCount:
    """Counts days after a local start; collects the steps of the explanation."""

    def __init__(self, rule: Rule, start: datetime, calendar: Calendar, pauses: Sequence[Pause]) -> None:
        self.rule, self.calendar, self.zone = rule, calendar, start.tzinfo
        self.last = start.date()
        self.steps = [self._begin(rule.period.unit)]
        self.missing: set[int] = set()
        self.halts = [(pause, days) for pause, days in halted_days(self.last, pauses)]
        self.halted = {day for _, days in self.halts for day in days}
        self._told = 0

    def advance(self, period: Period) -> None:
        """Let `period` pass."""
        begun = self.last
        if period.unit == "same_day":
            while self.last + ONE in self.halted:
                self.last += ONE
        elif period.unit in MONTHS_IN:
            self.steps.append(Step(N_("期间为%(period)s，到期月的对应日为最后一日。"), {"period": period}))
            self._months(period.amount * MONTHS_IN[period.unit])
        else:
            only = period.unit == "working_days"
            text = N_("期间为%(period)s，只计工作日。") if only else N_("期间为%(period)s，节假日包含在内。")
            self.steps.append(Step(text, {"period": period}))
            for _ in range(period.amount):
                self._next(only_working=only)
            if only:
                self._tell_calendar(begun)
        self._tell_halts()
        self.steps.append(Step(N_("期间的最后一日是%(day)s。"), {"day": self.last}))

    def _begin(self, unit: str) -> Step:
        if unit == "same_day":
            return Step(N_("应当在起算当日%(day)s办完。"), {"day": self.last})
        text = N_("开始当日%(day)s不计入，自次日%(next)s起算（《民法典》第二百零一条）。")
        return Step(text, {"day": self.last, "next": self.last + ONE})

    def extend(self, extra: Period) -> None:
        """Let an extension pass, from where the period ended."""
        self.steps.append(
            Step(N_("经批准延长%(period)s，自%(day)s届满后接续计算。"), {"period": extra, "day": self.last})
        )
        self.advance(extra)

    def finish(self) -> datetime:
        """The end of the last day, after any roll-forward."""
        nominal = self.last
        if self.rule.rolls:
            while self._is_off(self.last) or self.last in self.halted:
                self.last += ONE
        self._tell_halts()
        if self.last != nominal:
            text = N_("%(day)s不是工作日，顺延到%(last)s（《民法典》第二百零三条）。")
            self.steps.append(Step(text, {"day": nominal, "last": self.last}))
        for year in sorted(self.missing):
            self.steps.append(missing_calendar(year))
        if self.rule.closes:
            assert self.rule.office is not None
            closes = self.rule.office.closes
            text = N_("截止时间：%(day)s停止业务活动之时，%(time)s（《民法典》第二百零三条）。")
            self.steps.append(Step(text, {"day": self.last, "time": f"{closes:%H:%M}"}))
            return datetime.combine(self.last, closes, self.zone)
        self.steps.append(Step(N_("截止时间：%(day)s 24时。"), {"day": self.last}))
        return datetime.combine(self.last + ONE, time(), self.zone)

    def _is_off(self, day: date) -> bool:
        if not self.calendar.knows(day):
            self.missing.add(day.year)
        return self.calendar.is_surely_off(day)

    def _next(self, *, only_working: bool) -> None:
        self.last += ONE
        while self.last in self.halted or (only_working and self._is_off(self.last)):
            self.last += ONE

    def _months(self, months: int) -> None:
        """To the day of the same number; a month without it ends on its last day. Halted days are added."""
        begun = self.last
        month = begun.month - 1 + months
        year, month = begun.year + month // 12, month % 12 + 1
        length = monthrange(year, month)[1]
        self.last = date(year, month, min(begun.day, length))
        if begun.day > length:
            text = N_("%(day)s所在的月没有对应日，以月末日为最后一日（《民法典》第二百零二条）。")
            self.steps.append(Step(text, {"day": self.last}))
        for day in sorted(self.halted):
            if begun < day <= self.last:
                self.last += ONE

    def _tell_calendar(self, begun: date) -> None:
        """Which days between `begun` and the last one did not count, and which weekends did."""
        between = [begun + ONE * n for n in range(1, (self.last - begun).days + 1)]
        open_days = [day for day in between if day not in self.halted]
        known = [day for day in open_days if self.calendar.knows(day)]
        holidays = [d for d in open_days if self.calendar.is_surely_off(d) and self._is_named(d)]
        weekends = [d for d in known if d.weekday() >= 5 and not self.calendar.is_working_day(d) and d not in holidays]
        made_up = [d for d in known if d.weekday() >= 5 and self.calendar.is_working_day(d)]
        for text, days in (
            (N_("周末不计入：%(days)s。"), weekends),
            (N_("放假不计入：%(days)s。"), holidays),
            (N_("调休上班，计入：%(days)s。"), made_up),
        ):
            if days:
                self.steps.append(Step(text, {"days": runs(days)}))

    def _is_named(self, day: date) -> bool:
        return not self.calendar.knows(day) or day in self.calendar.holidays[day.year]

    def _tell_halts(self) -> None:
        """The pauses that have mattered so far, each once."""
        while self._told < len(self.halts) and self.halts[self._told][0].since.date() <= self.last:
            pause, days = self.halts[self._told]
            self._told += 1
            params = {"since": pause.since, "until": pause.until, "reason": pause.reason}
            if days:
                text = N_("%(since)s至%(until)s暂停（%(reason)s），不计入：%(days)s。")
                self.steps.append(Step(text, {**params, "days": runs(days)}))
            else:
                text = N_("%(since)s至%(until)s暂停（%(reason)s），当日恢复，不影响期间。")
                self.steps.append(Step(text, params))


def halted_days(first: date, pauses: Sequence[Pause]) -> list[tuple[Pause, list[date]]]:
    """The days that each pause takes out of a period that starts on `first`. The pauses are in order.

    The day of resuming takes the place of the day of pausing: as many days are left afterwards as before. Only where
    the pause began on a day that does not count itself, the day of resuming does not count either.
    """
    found, idle = [], first
    for pause in pauses:
        since, until = pause.since.date(), pause.until.date()
        shift = ONE if since == idle else timedelta(0)
        found.append((pause, [since + shift + ONE * n for n in range((until - since).days)]))
        if since == idle:
            idle = until
    return found


def runs(days: Sequence[date]) -> list[tuple[date, date]]:
    """Sorted days as (first, last) of unbroken runs."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and day - found[-1][1] == ONE:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found
