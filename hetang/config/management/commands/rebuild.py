"""`hetang rebuild NAME`: fold the whole journal into one projection again."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hetang.ground.journal import api as journal

DIFFERS = """\
已重建，但结果与原来的不一致：原来的统计有误，现在以日志为准。
Rebuilt, and the result differs from what was there: the former rows were wrong, the journal counts."""

NOT_ONE = """\
{name} 不是统计：重做一遍会再次产生影响（如重发消息），没有执行。
{name} is no projection: doing it again would have its effects twice. Nothing was done."""


class Command(BaseCommand):
    help = "由日志重建一项统计，并与原来的比较 · make a projection again from the journal, and compare"
    group = "care"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="名称，输错时列出全部 · its name; a wrong one shows the list")

    def handle(self, *, name: str, **_: Any) -> None:
        known = journal.registered()
        if name not in known:
            listed = "、".join(known)
            raise CommandError(f"没有 {name}。可重建的有：{listed}。\nUnknown projection {name}. Known: {listed}.")
        begun = time.monotonic()
        try:
            rebuilt = journal.rebuild(name, self._tell)
        except journal.NotAProjection as refused:
            raise CommandError(NOT_ONE.format(name=name)) from refused
        took = time.monotonic() - begun
        speed = f"{took:.1f} s, {rebuilt.events / max(took, 0.001):.0f} events/s"
        if rebuilt.is_same:
            self.stdout.write(f"已重建，与原来的一致（{speed}）\nRebuilt, equal to what was there ({speed})")
        else:
            wrong, lacking = rebuilt.wrong, rebuilt.lacking
            counts = f"多出 {wrong} 行，缺少 {lacking} 行 · {wrong} rows too many, {lacking} lacking"
            self.stdout.write(f"{DIFFERS}\n{counts} ({speed})")

    def _tell(self, done: int, total: int) -> None:
        self.stdout.write(f"{done}/{total} 个事件 · events")
        self.stdout.flush()
