"""Which days offices work and at what hours. Plain Python; the lists are data (pack `calendars`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time


@dataclass(frozen=True)
class Calendar:
    """Holidays and make-up working days per year; `fixed` are the (month, day) that are holidays in every year."""

    holidays: Mapping[int, frozenset[date]]
    workdays: Mapping[int, frozenset[date]]
    fixed: frozenset[tuple[int, int]] = field(default_factory=frozenset)

    def knows(self, day: date) -> bool:
        """Whether the list of the day's year is loaded."""
        return day.year in self.holidays

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on `day`; in a year without a list, what an ordinary week says."""
        if day in self.workdays.get(day.year, frozenset()):
            return True
        return day.weekday() < 5 and day not in self.holidays.get(day.year, frozenset()) and not self._is_fixed(day)

    def is_surely_off(self, day: date) -> bool:
        """Whether `day` is off beyond doubt.

        In a year without a list any weekend may become a make-up day, so only the fixed holidays are sure: a deadline
        worked out with this may come too early, never too late.
        """
        return not self.is_working_day(day) if self.knows(day) else self._is_fixed(day)

    def _is_fixed(self, day: date) -> bool:
        return not self.knows(day) and (day.month, day.day) in self.fixed


@dataclass(frozen=True)
class OfficeHours:
    """The intervals of an office's day, in order: (8:30, 12:00), (14:00, 17:30)."""

    intervals: tuple[tuple[time, time], ...]

    def __post_init__(self) -> None:
        flat = [moment for interval in self.intervals for moment in interval]
        if not flat or any(a >= b for a, b in zip(flat, flat[1:], strict=False)):
            raise ValueError(f"office hours must follow one another: {self}")

    @classmethod
    def read(cls, texts: list[str]) -> "OfficeHours":
        """From ["08:30-12:00", "14:00-17:30"]. ValueError for anything else."""
        pairs = [text.split("-") for text in texts]
        return cls(tuple((time.fromisoformat(a.strip()), time.fromisoformat(b.strip())) for a, b in pairs))

    @property
    def closes(self) -> time:
        """When the office ends its day."""
        return self.intervals[-1][1]

    def __str__(self) -> str:
        return "、".join(f"{a:%H:%M}–{b:%H:%M}" for a, b in self.intervals)
