"""`hetang restore FOLDER --keys FOLDER [--replace] [--erased FILE …]`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from hetang.config.backups.examining import Examined
from hetang.config.backups.manifest import Manifest
from hetang.config.backups.restore import Wanted, restore
from hetang.config.home import Home

ERASED = {
    "erased": "再次删除 erased again",
    "restricted": "再次限制 restricted again",
    "already": "备份中已删除 erased in the backup already",
    "absent": "备份中没有 not in the backup",
}


class Command(BaseCommand):
    help = "从备份恢复；失败时什么都不改 · bring back a backup; a failed attempt changes nothing"
    group = "care"
    role = "owner"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="备份目录 · the backup's folder")
        parser.add_argument("--keys", type=Path, metavar="FOLDER", help="备份的密钥目录 · the folder of its keys")
        parser.add_argument("--replace", action="store_true", help="替换现有数据（改名保留）· replace present data")
        parser.add_argument(
            "--erased",
            type=Path,
            nargs="+",
            default=[],
            metavar="FILE",
            help="另存的删除名单 · lists of erased persons",
        )
        parser.add_argument("--nobody-erased", action="store_true", help="备份以后无人被删除 · nobody was erased since")
        parser.add_argument(
            "--despite-faults", action="store_true", help="日志核验不通过也恢复 · though it does not verify"
        )

    def handle(self, *, folder: Path, keys: Path | None, replace: bool, **options: Any) -> None:
        wanted = Wanted(
            folder=folder.absolute(),
            keys=keys.absolute() if keys else None,
            replace=replace,
            lists=tuple(options["erased"]),
            without_lists=options["nobody_erased"],
            despite_faults=options["despite_faults"],
        )
        done = restore(Home(Path(settings.HETANG_HOME)), wanted)
        self.stdout.write(f"恢复完成 · restored from {folder}")
        self.stdout.write("\n".join(told(done.manifest, done.examined)))
        if done.kept:
            self.stdout.write(f"原数据库保留为 · the former database is kept as: {done.kept}")


def told(manifest: Manifest, found: Examined) -> list[str]:
    """What was found while looking through, a line each: tables with rows, keys, journal, persons erased again."""
    lines = [
        f"  {table}: {n} = {manifest.counts[table]}" for table, n in found.counted.items() if n and manifest.counts
    ]
    equal = "与备份时相同 as many as were saved" if manifest.counts else "备份时没有计数 not counted when it was saved"
    lines.append(f"行数 rows: {found.rows} ({len(found.counted)} 张表 tables)，{equal}")
    lines.append(f"试开的密钥 keys tried: {found.keys_tried}，全部可用 all of them open")
    verified = "完整无改动 intact" if not found.faults else "；".join(found.faults)
    lines.append(f"日志 journal: {found.events} 个事件 events，{verified}")
    if found.erased:
        lines.append("删除名单 erased: " + "，".join(f"{ERASED[kind]} {n}" for kind, n in sorted(found.erased.items())))
    return lines
