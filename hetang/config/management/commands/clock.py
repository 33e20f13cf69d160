"""`hetang clock [--forward 2d | --set 2026-05-01T09:00]`: the demonstration's clock."""

import re
from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hetang.ground.lib import clock

UNITS = {"m": "minutes", "h": "hours", "d": "days"}
REFUSED = """\
时钟没有改动：只有演示系统可以调时钟，本系统不是演示系统（HETANG_DEMO）。
The clock was not changed: only a demonstration (HETANG_DEMO) may set it, and this is none."""
BACKWARDS = """\
时钟没有改动：时钟只能往前拨，现在是 {now}。
The clock was not changed: it only moves forward; it shows {now}."""
TOO_FAR = """\
时钟没有改动：拨得太远了。
The clock was not changed: that is too far."""


class Command(BaseCommand):
    help = "显示时钟；演示时可往前拨 · show the clock; in a demonstration move it forward"
    group = "data"
    needs_database = False
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--forward", type=step, metavar="2d", help="往前拨：2d、3h、30m · by days, hours, minutes")
        way.add_argument(
            "--set",
            type=moment,
            metavar="ISO",
            dest="moment",
            help="拨到：2026-05-01T09:00（未写时区按当地时间）· to this moment, local time where no zone is given",
        )

    def handle(self, *, forward: timedelta | None, moment: datetime | None, **_: Any) -> None:
        try:
            if forward:
                clock.forward(forward)
            elif moment:
                self._set(moment)
        except clock.ClockRefused as refused:
            raise CommandError(REFUSED) from refused
        except OverflowError as far:
            raise CommandError(TOO_FAR) from far
        ahead = clock.demo_offset()
        note = f"（演示时钟，快 {ahead.total_seconds() / 3600:.1f} 小时 · demo clock, hours ahead）" if ahead else ""
        self.stdout.write(f"{_shown(clock.now())}{note}")

    def _set(self, moment: datetime) -> None:
        # What is already told in the journal would otherwise lie in the future.
        if settings.DEMO and moment < clock.now():
            raise CommandError(BACKWARDS.format(now=_shown(clock.now())))
        clock.set_demo_time(moment)


def step(text: str) -> timedelta:
    """`2d`, `3h` or `30m`; ValueError (bad usage) otherwise."""
    found = re.fullmatch(r"([1-9]\d{0,5})([mhd])", text)
    if not found:
        raise ValueError(text)
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def moment(text: str) -> datetime:
    """An aware time from ISO text; ValueError (bad usage) otherwise."""
    read = datetime.fromisoformat(text)
    return read if timezone.is_aware(read) else timezone.make_aware(read)


def _shown(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S %z}"
