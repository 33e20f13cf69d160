"""`hetang backup FOLDER --keys FOLDER [--dated [--keep 14]]`."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils.module_loading import import_string

from hetang.config.backups.dated import new_stamp, thin
from hetang.config.backups.noting import BACKUP, Noted, note, now
from hetang.config.backups.save import Saved, save
from hetang.config.home import Home
from hetang.config.trouble import SetupError

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
        parser.add_argument(
            "--dated",
            action="store_true",
            help="在两个目录下各建以时间命名的子目录 · a folder named by the time below both",
        )
        parser.add_argument(
            "--keep", type=int, default=0, metavar="N", help="与 --dated 同用：只留最近 N 份 · keep only the newest N"
        )

    def handle(self, *, folder: Path, keys: Path | None, dated: bool, keep: int, **_: Any) -> None:
        home = Home(Path(settings.HETANG_HOME))
        root, keys_root = folder.absolute(), keys.absolute() if keys else None
        name = new_stamp() if dated else ""
        target, keys_target = root / name, keys_root / name if keys_root else None
        saved = _save_and_note(home, target, keys_target)
        # A database of other software, or one that is still empty, has nobody's data and no table to note it in.
        if settings.EXPORT_LOG["table"] in connection.introspection.table_names():
            write = import_string(settings.EXPORT_LOG["note"])
            write(None, "backup", "with keys" if keys else "without keys", saved.files, saved.digest)
        size = f"{saved.size_bytes / 2**20:.1f} MB"
        self.stdout.write(
            f"备份完成 · backup written: {target} ({saved.files} files, {size}, {saved.rows} rows of the database)"
        )
        if keys_target:
            self.stdout.write(f"密钥 · keys: {keys_target} ({saved.keys})\n{APART}")
        else:
            self.stderr.write(USELESS)
        for gone in thin(root, keys_root, keep) if dated else ():
            self.stdout.write(f"已删除旧备份 · an old backup was removed: {gone}")


def _save_and_note(home: Home, folder: Path, keys: Path | None) -> Saved:
    begun = time.monotonic()
    try:
        saved = save(home, folder, keys)
    except SetupError as failed:
        note(home, BACKUP, Noted(now(), False, str(folder), time.monotonic() - begun, reason=failed.text()))
        raise
    facts = {
        "files": saved.files,
        "size_bytes": saved.size_bytes,
        "rows": saved.rows,
        "keys": saved.keys if keys else 0,
    }
    note(home, BACKUP, Noted(now(), True, str(folder), time.monotonic() - begun, facts=facts))
    return saved
