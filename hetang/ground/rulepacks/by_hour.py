"""Periods that run by the clock: hours through day and night, or hours in which the office is open."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from hetang.ground.lib.labels import N_
from hetang.ground.rulepacks.calendar import Calendar
from hetang.ground.rulepacks.periods import Pause, Period, Rule, Step

Span = tuple[datetime, datetime]


class HourCount:
    """Counts hours from a local start; collects the steps of the explanation."""

    def __init__(self, rule: Rule, start: datetime, calendar: Calendar, pauses: Sequence[Pause]) -> None:
        self.rule, self.calendar, self.pauses = rule, calendar, pauses
        self.at = start
        self.steps: list[Step] = []
        self.missing: set[int] = set()
        if rule.period.unit == "working_hours":
            self.steps.append(Step(N_("按工作小时计算，只计工作日的%(hours)s。"), {"hours": str(rule.office)}))
        else:
            self.steps.append(Step(N_("按小时计算，自开始之时连续计算，节假日不停（《民法典》第二百零一条）。")))

    def advance(self, period: Period) -> None:
        """Let `period` pass."""
        begun, left = self.at, timedelta(hours=period.amount)
        for since, until in self._open_spans(period.unit, begun):
            if since + left <= until:
                self.at = since + left
                break
            left -= until - since
        self.steps.append(Step(N_("期间为%(period)s。"), {"period": period}))
        for pause in self.pauses:
            if begun <= pause.since < self.at:
                self.steps.append(
                    Step(
                        N_("%(since)s至%(until)s暂停（%(reason)s），这段时间不计入。"),
                        {"since": pause.since, "until": pause.until, "reason": pause.reason},
                    )
                )

    def extend(self, extra: Period) -> None:
        """Let an extension pass, from where the period ended."""
        self.steps.append(
            Step(N_("经批准延长%(period)s，自%(end)s届满时接续计算。"), {"period": extra, "end": self.at})
        )
        self.advance(extra)

    def finish(self) -> datetime:
        """The moment at which all is over."""
        for year in sorted(self.missing):
            self.steps.append(missing_calendar(year))
        self.steps.append(Step(N_("截止时间：%(moment)s。"), {"moment": self.at}))
        return self.at

    def _open_spans(self, unit: str, begun: datetime) -> Iterator[Span]:
        """The spans of time that count, from `begun` on, without end."""
        halts = [pause for pause in self.pauses if pause.until > begun]
        for since, until in self._office_spans(begun) if unit == "working_hours" else _forever(begun):
            cursor = since
            for halt in halts:
                if halt.since >= until:
                    break
                if halt.since > cursor:
                    yield cursor, halt.since
                cursor = max(cursor, halt.until)
            if cursor < until:
                yield cursor, until

    def _office_spans(self, begun: datetime) -> Iterator[Span]:
        assert self.rule.office is not None
        day = begun.date()
        while True:
            if not self.calendar.knows(day):
                self.missing.add(day.year)
            if not self.calendar.is_surely_off(day):
                for opens, closes in self.rule.office.intervals:
                    since = max(datetime.combine(day, opens, begun.tzinfo), begun)
                    until = datetime.combine(day, closes, begun.tzinfo)
                    if since < until:
                        yield since, until
            day += timedelta(days=1)


def _forever(begun: datetime) -> Iterator[Span]:
    yield begun, datetime.max.replace(tzinfo=begun.tzinfo) - timedelta(days=2)


def missing_calendar(year: int) -> Step:
    """The warning that a year's list is not loaded."""
    return Step(
        N_(
            "%(year)s年放假安排尚未装入，暂按该年除固定法定假日外每天都是工作日计算：只会偏早，不会偏晚；装入后自动重算。"
        ),
        {"year": str(year)},
    )
