"""`hetang backup FOLDER --keys FOLDER`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils.module_loading import import_string

from hetang.config.backups.save import save
from hetang.config.home import Home

USELESS = """\
注意：没有密钥的备份无法读取个人信息，等于没有备份。请用 --keys 另存密钥，并与备份分开保管。
Take care: personal data in a backup cannot be read without its keys. Save them with --keys, and keep them elsewhere."""
APART = """\
请把密钥目录与备份分开保管（另一个磁盘或保险柜）。
Keep the folder of keys apart from the backup: on another disk, or in a safe."""


class Command(BaseCommand):
    help = "备份数据库和文件，密钥另存 · back up database and files, with the keys in a folder apart"
    group = "care"
    role = "owner"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="新的空目录 · a new or empty folder")
        parser.add_argument("--keys", type=Path, metavar="FOLDER", help="密钥目录，另处保管 · folder for the keys")

    def handle(self, *, folder: Path, keys: Path | None, **_: Any) -> None:
        saved = save(Home(Path(settings.HETANG_HOME)), folder.absolute(), keys.absolute() if keys else None)
        # A database of other software, or one that is still empty, has nobody's data and no table to note it in.
        if settings.EXPORT_LOG["table"] in connection.introspection.table_names():
            note = import_string(settings.EXPORT_LOG["note"])
            note(None, "backup", "with keys" if keys else "without keys", saved.files, saved.digest)
        size = f"{saved.size_bytes / 2**20:.1f} MB"
        self.stdout.write(f"备份完成 · backup written: {folder} ({saved.files} files, {size})")
        if keys:
            self.stdout.write(f"密钥 · keys: {keys} ({saved.keys})\n{APART}")
        else:
            self.stderr.write(USELESS)
