"""`hetang verify-journal`: recompute every hash of the journal."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hetang.ground.journal import api as journal

WHAT = {
    "event missing": "缺少事件",
    "event changed": "事件被改动",
    "stream deleted": "整条记录链被删除",
    "stream head missing": "链头缺失",
    "tail cut or head changed": "链尾被截断或链头被改动",
}
BROKEN = """\
日志有 {n} 处不完整。请保留现状，不要继续写入，用最近的完整备份核对。
The journal has {n} faults. Leave everything as it is, stop writing, and compare with the last intact backup."""


class Command(BaseCommand):
    help = "核验日志是否完整、未被改动 · check that no event was changed, removed or lost"
    group = "care"
    requires_system_checks: list[str] = []

    def handle(self, **_: Any) -> None:
        begun = time.monotonic()
        faults = 0
        for fault in journal.verify():
            faults += 1
            self.stdout.write(f"{fault.stream} #{fault.seq}: {WHAT[fault.what]} · {fault.what}")
        if faults:
            raise CommandError(BROKEN.format(n=faults))
        events, streams = journal.extent()
        rate = events / max(time.monotonic() - begun, 0.001)
        self.stdout.write(
            f"{streams} 条记录链、{events} 个事件，完整无改动\n"
            f"{events} events in {streams} streams, intact ({rate:.0f} events/s)"
        )
