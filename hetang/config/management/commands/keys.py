"""`hetang keys status | rotate [--resume] | retire FINGERPRINT`."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from hetang.config.keys.rotation import Progress, retire, rotate
from hetang.config.keys.tables import BATCH, key_columns, masters_in_use
from hetang.ground.lib import crypto
from hetang.ground.lib.crypto.sealing import head

ROTATED = """\
完成。请马上备份密钥（hetang backup … --keys …）：以前的备份要用以前的密钥才能读。
Done. Save the keys now (hetang backup … --keys …): earlier backups are read with the earlier keys only.
旧密钥留着也能用；等旧备份都过期后，用 hetang keys retire 停用。
The former key stays usable; when earlier backups have aged out, retire it with `hetang keys retire`."""
RETIRED = """\
已停用。这把密钥时期的备份，只能用当时另存的密钥目录恢复。
Retired. Backups from its time can be restored only with the folder of keys that was saved with them."""


class Command(BaseCommand):
    help = "主密钥：查看、更换、停用 · the master keys: show, change, retire"
    group = "care"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("status", help="每把密钥封装了多少 · what each key has wrapped")
        change = verbs.add_parser("rotate", help="更换主密钥，可中断 · a new master key; may be interrupted")
        change.add_argument("--resume", action="store_true", help="接着上次做 · go on where the last run ended")
        change.add_argument("--batch", type=int, default=BATCH, help="每批多少把 · keys to a batch")
        verbs.add_parser("retire", help="停用旧密钥 · remove a former key").add_argument("fingerprint")

    def handle(self, *, verb: str, **options: Any) -> None:
        if verb == "status":
            self._status()
        elif verb == "rotate":
            for progress in rotate(resume=options["resume"], batch=max(1, options["batch"])):
                self._show(progress)
            self.stdout.write(ROTATED)
        else:
            retire(options["fingerprint"])
            self.stdout.write(RETIRED)

    def _show(self, progress: Progress) -> None:
        self.stdout.write(f"{progress.done} / {progress.total}")
        self.stdout.flush()

    def _status(self) -> None:
        ring, used = crypto.keyring(), masters_in_use()
        for fingerprint, name in ring.names.items():
            made = datetime.fromtimestamp((ring.folder / name).stat().st_mtime, timezone.get_default_timezone())
            what = "正在使用 current" if fingerprint == ring.current else "旧 former"
            count = used.pop(fingerprint, 0)
            self.stdout.write(f"{fingerprint}: {what} · {made:%Y-%m-%d %H:%M} · 封装 wraps {count}")
        for fingerprint, count in used.items():
            self.stdout.write(f"{fingerprint}: 缺失 MISSING · 封装 wraps {count}")
        waiting = sum(column.count_waiting(head()) for column in key_columns())
        self.stdout.write(f"待更换 still to wrap: {waiting}")
