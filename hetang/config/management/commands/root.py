"""`hetang root [--export FILE] [--number N]`: the daily root now, and a copy of one to keep elsewhere."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hetang.ground.journal import api as journal

KEEP = """\
请把文件和上面的散列值存到系统管理员改不了的地方（另一单位、纸质存档）。
Keep the file and this hash where whoever runs the system cannot change them: another office, paper."""


class Command(BaseCommand):
    help = "立即生成日根，或导出一个日根 · make a root over the journal now, or export one"
    group = "care"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--export", type=Path, metavar="FILE", help="写到新文件 · write it into a new file")
        parser.add_argument(
            "--number", type=int, metavar="N", help="导出已有的第 N 号日根，不再生成 · one that exists; makes none"
        )

    def handle(self, *, export: Path | None, number: int | None, **_: Any) -> None:
        root = self._wanted(number)
        self.stdout.write(
            f"日根 {root.number} 号，{root.made_at:%Y-%m-%d %H:%M} UTC，{root.leaves} 条记录链，至第 {root.position} 个事件\n"
            f"root {root.number}, {root.leaves} streams, up to event {root.position}\n{root.algorithm} {root.hash}"
        )
        if export:
            try:
                journal.export_root(root, export)
            except OSError as refused:
                raise CommandError(f"没有写出 {export}。\nNot written: {refused}") from refused
            self.stdout.write(f"已导出 · exported: {export}\n{KEEP}")

    def _wanted(self, number: int | None) -> journal.Root:
        if number is None:
            while journal.sequence_new():
                pass
            journal.make_root(lambda leaves: self.stderr.write(f"{leaves} 条记录链 · streams"))
        found = journal.last_root() if number is None else journal.Root.objects.filter(number=number).first()
        if found is None:
            raise CommandError("没有这个日根。\nThere is no such root.")
        return found
