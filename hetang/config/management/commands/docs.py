"""`hetang docs [--check]`: write the documents that are made from tables."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hetang.config.documents import DOCUMENTS
from hetang.config.environment import CHECKOUT


class Command(BaseCommand):
    help = "由代码里的表生成流转图和词汇表 · write docs/flow.md and docs/glossary.md from the tables"
    group = "develop"
    needs_database = False
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="只核对，不写入 · write nothing, only compare")
        parser.add_argument("--root", type=Path, default=CHECKOUT, help="源代码目录 · the checkout")

    def handle(self, *, check: bool, root: Path, **_: Any) -> None:
        texts = {root / name: make() for name, make in DOCUMENTS.items()}
        stale = {path: text for path, text in texts.items() if _read(path) != text}
        names = "、".join(str(path.relative_to(root)) for path in stale)
        if check and stale:
            raise CommandError(
                f"{names} 与流转表不一致，请运行 hetang docs 后提交。\n"
                f"{names} is not in step with the tables: run `hetang docs` and commit it."
            )
        for path, text in stale.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.stdout.write(f"已更新 · updated: {names}" if stale else "已是最新 · up to date")


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
