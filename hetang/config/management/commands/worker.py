"""`hetang worker`: the journal's standing loop, until it is told to end."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from hetang.ground.journal import api as journal


class Command(BaseCommand):
    help = "后台进程：把日志汇成统计，直到被终止 · the background process: folds the journal until told to end"
    group = "run"
    requires_system_checks: list[str] = []

    def handle(self, **_: Any) -> None:
        with _stop_by_signal() as stop:
            self.stdout.write("后台已启动 · the worker runs")
            journal.run(stop)
        self.stdout.write("后台已停止 · the worker has ended")


@contextmanager
def _stop_by_signal() -> Iterator[threading.Event]:
    """SIGTERM, SIGINT and SIGHUP only set the event: a batch under way is finished, then the loop ends."""
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
