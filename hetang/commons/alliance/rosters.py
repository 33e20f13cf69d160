"""Who is on duty when: weekly shifts, exceptions, and where nobody is. Plain Python; times are local and aware."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

DAY = timedelta(days=1)
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Weekly:
    """`account` from `starts` to `ends` on these weekdays (0 Monday), from `since` to `until`, both included."""

    account: int
    weekdays: frozenset[int]
    starts: time
    ends: time
    since: date
    until: date | None = None

    def on(self, day: date, like: datetime) -> Span | None:
        """The shift that begins on `day`, in the time zone of `like`; None where there is none."""
        if day.weekday() not in self.weekdays or day < self.since or (self.until is not None and day > self.until):
            return None
        start = datetime.combine(day, self.starts, like.tzinfo)
        over_midnight = DAY if self.ends <= self.starts else timedelta()
        return start, datetime.combine(day + over_midnight, self.ends, like.tzinfo)

    def covers(self, at: datetime) -> bool:
        """Whether somebody is on duty by this shift at a moment; one that began yesterday may still last."""
        spans = (self.on(day, at) for day in (at.date(), at.date() - DAY))
        return any(span is not None and span[0] <= at < span[1] for span in spans)


@dataclass(frozen=True)
class Change:
    """From `starts_at` up to `ends_at` `into` in place of `out`; either may be nobody."""

    out: int | None
    into: int | None
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Piece:
    """A stretch of time in which the same people are on duty."""

    start: datetime
    end: datetime
    accounts: tuple[int, ...]


def on_duty(shifts: Iterable[Weekly], changes: Iterable[Change], at: datetime) -> list[int]:
    """Account ids on duty at a moment, each once, in the order of the shifts; later changes stand over earlier ones.

    Who comes in place of somebody comes only where that one would have been on duty.
    """
    found = list(dict.fromkeys(shift.account for shift in shifts if shift.covers(at)))
    for change in changes:
        if not change.starts_at <= at < change.ends_at:
            continue
        if change.out is not None:
            if change.out not in found:
                continue
            found.remove(change.out)
        if change.into is not None and change.into not in found:
            found.append(change.into)
    return found


def pieces(shifts: Sequence[Weekly], changes: Sequence[Change], start: datetime, end: datetime) -> list[Piece]:
    """The time from `start` to `end` cut wherever somebody comes or goes."""
    cuts = {start, end}
    for change in changes:
        cuts |= {change.starts_at, change.ends_at}
    day = start.date() - DAY
    while day <= end.date():
        cuts |= {moment for shift in shifts if (span := shift.on(day, start)) for moment in span}
        day += DAY
    moments = sorted(cut for cut in cuts if start <= cut <= end)
    found: list[Piece] = []
    for a, b in zip(moments, moments[1:], strict=False):
        accounts = tuple(on_duty(shifts, changes, a))
        if found and found[-1].accounts == accounts:
            found[-1] = Piece(found[-1].start, b, accounts)
        else:
            found.append(Piece(a, b, accounts))
    return found


def gaps(shifts: Sequence[Weekly], changes: Sequence[Change], wanted: Iterable[Span]) -> list[Span]:
    """Where nobody is on duty though somebody should be."""
    return [
        (piece.start, piece.end)
        for start, end in wanted
        for piece in pieces(shifts, changes, start, end)
        if not piece.accounts
    ]
