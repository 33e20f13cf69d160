"""The one clock of the house: every rule, deadline and event asks here what time it is.

A demonstration crosses waits of days, so a demo installation may run ahead of the real time. The offset lives in a
file of the home folder and is thus shared by web, worker and commands. In production the clock cannot be set.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

_fixed: ContextVar[datetime | None] = ContextVar("hetang_fixed_time", default=None)
_seen: tuple[tuple[int, int], timedelta] = ((-1, -1), timedelta())


class ClockRefused(RuntimeError):
    """The clock was to be set outside a demonstration."""


def now() -> datetime:
    """Aware UTC time; in a demonstration the demo time."""
    return _fixed.get() or datetime.now(UTC) + demo_offset()


def today() -> date:
    """The local day (Asia/Shanghai)."""
    return local_day(now())


def local_day(moment: datetime) -> date:
    """The local calendar day of an aware `moment`."""
    return _local_day(moment, timezone.get_current_timezone_name())


@lru_cache(maxsize=1024)
def _local_day(moment: datetime, _zone: str) -> date:
    return timezone.localtime(moment).date()


def demo_offset() -> timedelta:
    """How far the demo clock runs ahead; zero outside a demonstration."""
    if not settings.DEMO:
        return timedelta()
    global _seen
    try:
        # A plain text: every event asks what time it is, and building a Path costs more than the question.
        status = os.stat(f"{settings.HETANG_HOME}/clock.json")
    except OSError:
        return timedelta()
    # Two moves within one tick of the file system differ in the file's number only.
    stamp = (status.st_mtime_ns, status.st_ino)
    if stamp != _seen[0]:
        _seen = (stamp, _read_offset())
    return _seen[1]


def set_demo_time(moment: datetime) -> None:
    """Let the demo clock show `moment` from now on. Raises `ClockRefused` outside a demonstration."""
    _require_demo()
    offset = moment - datetime.now(UTC)
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps({"offset_seconds": offset.total_seconds()}), encoding="utf-8")
    fresh.replace(path)


def forward(step: timedelta) -> datetime:
    """Move the demo clock by `step` (only ahead: the journal's story never runs backwards) and return its time."""
    if step < timedelta():
        raise ClockRefused("the demo clock only moves forward")
    moment = now() + step
    set_demo_time(moment)
    return moment


@contextmanager
def fixed_at(moment: datetime) -> Iterator[None]:
    """Inside the block `now()` is `moment`, in this thread only. For generators and tests; demo installations only."""
    _require_demo()
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)


def _require_demo() -> None:
    if not settings.DEMO:
        raise ClockRefused("the clock cannot be set outside a demonstration")


def _file() -> Path:
    return Path(settings.HETANG_HOME) / "clock.json"


def _read_offset() -> timedelta:
    try:
        return timedelta(seconds=float(json.loads(_file().read_text(encoding="utf-8"))["offset_seconds"]))
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return timedelta()
