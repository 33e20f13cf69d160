"""`hetang drill FOLDER --keys FOLDER`: restore a backup for trial and look through it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from hetang.config.backups import manifest as manifests
from hetang.config.backups.dated import newest
from hetang.config.backups.drill import drill
from hetang.config.home import Home
from hetang.config.management.commands.restore import told


class Command(BaseCommand):
    help = "恢复演练：把备份恢复到临时数据库，核对后删除 · restore a backup for trial, look through it, drop it"
    group = "care"
    role = "owner"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", type=Path, help="备份目录，或存放多份备份的目录 · a backup, or a folder of backups"
        )
        parser.add_argument("--keys", type=Path, metavar="FOLDER", help="备份的密钥目录 · the folder of its keys")

    def handle(self, *, folder: Path, keys: Path | None, **_: Any) -> None:
        chosen, its_keys = newest(folder.absolute(), keys.absolute() if keys else None)
        found = drill(Home(Path(settings.HETANG_HOME)), chosen, its_keys)
        self.stdout.write("\n".join(told(manifests.read(chosen), found)))
        self.stdout.write(f"演练通过，临时数据库已删除 · the drill passed, its database is gone: {chosen}")
