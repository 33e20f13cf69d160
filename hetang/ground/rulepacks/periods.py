"""The words of deadline arithmetic: a rule, what interrupts it, and how a result says where it came from.

Plain Python. Every text is a message id with raw parameters; `wording.py` makes sentences of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hetang.ground.lib.labels import Label
from hetang.ground.rulepacks.calendar import OfficeHours

HOUR_UNITS = ("hours", "working_hours")
DAY_UNITS = ("same_day", "days", "working_days", "months", "years")
UNITS = (*HOUR_UNITS, *DAY_UNITS)


@dataclass(frozen=True)
class Period:
    """So many of a unit; `same_day` ends with the day on which it begins. ValueError for an unknown unit or an amount
    below 1."""

    amount: int
    unit: str

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise ValueError(f"amount must be at least 1: {self.amount}")
        if self.unit not in UNITS:
            raise ValueError(f"unknown unit: {self.unit}")

    @property
    def in_hours(self) -> bool:
        """Whether it runs by the clock; else by the calendar, and ends with a day."""
        return self.unit in HOUR_UNITS


@dataclass(frozen=True)
class Pause:
    """A time that does not count, from `since` up to `until` (aware), and why."""

    since: datetime
    until: datetime
    reason: Label = ""


@dataclass(frozen=True)
class Rule:
    """How a deadline is worked out. `rolls`: a last day off work moves to the next working day; `closes`: the last day
    ends with the office's hours instead of at 24:00."""

    period: Period
    rolls: bool = True
    closes: bool = False
    office: OfficeHours | None = None
    event: Label = ""

    def __post_init__(self) -> None:
        if self.office is None and (self.closes or self.period.unit == "working_hours"):
            raise ValueError("this rule needs office hours")


@dataclass(frozen=True)
class Step:
    """One sentence of an explanation: message id and raw parameters (days, runs of days, moments, periods, labels)."""

    text: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reckoning:
    """A deadline with its reasons. `missing_years`: years without a calendar that the result leans on."""

    due_at: datetime
    steps: tuple[Step, ...]
    missing_years: tuple[int, ...]

    @property
    def is_provisional(self) -> bool:
        """Whether a calendar that is not loaded yet may move it."""
        return bool(self.missing_years)
