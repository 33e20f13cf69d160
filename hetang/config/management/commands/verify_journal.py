"""`hetang verify-journal [--root FILE …] [--stream case/17]`: recompute every hash of the journal."""

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hetang.ground.journal import api as journal

BROKEN = """\
日志有 {n} 处不完整。请保留现状，不要继续写入，用最近的完整备份核对。
The journal has {n} faults. Leave everything as it is, stop writing, and compare with the last intact backup."""
SHOWN = 1000  # a journal that was emptied has a fault for each stream


class Command(BaseCommand):
    help = "核验日志是否完整、未被改动 · check that no event was changed, removed or lost"
    group = "care"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--root",
            type=Path,
            nargs="+",
            default=[],
            metavar="FILE",
            help="同时与导出的日根核对（见 hetang root）· also hold it against exported roots",
        )
        parser.add_argument(
            "--stream", type=stream, metavar="case/17", help="只核验一条记录链 · one stream only, not the whole"
        )
        parser.add_argument("--quiet", action="store_true", help="不显示进度 · no progress")

    def handle(self, *, root: list[Path], stream: tuple[str, int] | None, quiet: bool, **_: Any) -> None:
        begun, self.events = time.monotonic(), 0
        self.quiet = quiet
        faults = 0
        for fault in self._faults(root, stream):
            faults += 1
            if faults <= SHOWN:
                self.stdout.write(sentence(fault))
        if faults:
            raise CommandError(BROKEN.format(n=faults))
        took = max(time.monotonic() - begun, 0.001)
        last = journal.last_root()
        covered = f"日根 {last.number} 号 · root {last.number}: {last.hash}" if last else "还没有日根 · no root yet"
        self.stdout.write(
            f"{self.events} 个事件，完整无改动\n"
            f"{self.events} events, intact ({took:.1f} s, {self.events / took:.0f} events/s)\n{covered}"
        )

    def _faults(self, roots: list[Path], stream: tuple[str, int] | None) -> Iterator[journal.Fault]:
        try:
            yield from chain(journal.verify(stream, self._tell), *(journal.verify_export(path) for path in roots))
        except journal.BadExport as bad:
            raise CommandError(f"{bad.zh}\n{bad.en}") from bad

    def _tell(self, done: int, total: int) -> None:
        self.events = done
        if not self.quiet and done < total:
            self.stderr.write(f"{done}/{total} 个事件 · events ({done / total:.0%})")


def sentence(fault: journal.Fault) -> str:
    """`case/7 #1: 事件被改动 · event changed`, with the root that proves it."""
    by = f" (日根 root {fault.root})" if fault.root else ""
    return f"{fault.stream} #{fault.seq}: {journal.FAULTS[fault.what]} · {fault.what}{by}"


def stream(text: str) -> tuple[str, int]:
    """`case/17`; ValueError (bad usage) otherwise."""
    kind, _, key = text.partition("/")
    return kind, int(key)
