"""`hetang restore FOLDER --keys FOLDER [--replace]`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from hetang.config.backups.restore import restore
from hetang.config.home import Home


class Command(BaseCommand):
    help = "从备份恢复；失败时什么都不改 · bring back a backup; a failed attempt changes nothing"
    group = "care"
    role = "owner"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="备份目录 · the backup's folder")
        parser.add_argument("--keys", type=Path, metavar="FOLDER", help="备份的密钥目录 · the folder of its keys")
        parser.add_argument("--replace", action="store_true", help="替换现有数据（改名保留）· replace present data")

    def handle(self, *, folder: Path, keys: Path | None, replace: bool, **_: Any) -> None:
        home = Home(Path(settings.HETANG_HOME))
        kept = restore(home, folder.absolute(), keys.absolute() if keys else None, replace=replace)
        self.stdout.write(f"恢复完成 · restored from {folder}")
        if kept:
            self.stdout.write(f"原数据库保留为 · the former database is kept as: {kept}")
        self.stdout.write("下次 hetang up 时自动更新数据库结构 · `hetang up` brings the tables up to date")
