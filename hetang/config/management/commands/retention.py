"""`hetang retention run --dry-run | --execute`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hetang.flow.archive.api import run_retention

DRY = "试运行：以下内容会被销毁，现在没有改动任何数据。\nDry run: this would be destroyed. Nothing was changed.\n"
DONE = "已销毁以下内容，每份案卷留有墓碑记录。\nDestroyed, with a tombstone for every file.\n"
KEPT = (
    "有 {0} 份案卷没有销毁，原样保留；其余不受影响。请把原因告诉维护人员。\n"
    "{0} files were not destroyed and stay whole; the rest is done. Tell whoever maintains the system why:\n{1}"
)
NOTHING = "没有须销毁的内容 · nothing is due"


class Command(BaseCommand):
    help = (
        "销毁经鉴定批准的到期案卷和过期日志 · destroy files that were appraised and approved, and logs past their term"
    )
    group = "care"
    # The only role that may delete from the record.
    role = "retention"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["run"], help="run")
        mode = parser.add_mutually_exclusive_group(required=True)
        mode.add_argument("--dry-run", action="store_true", help="只列出，不销毁 · show only, change nothing")
        mode.add_argument("--execute", action="store_true", help="销毁，不能恢复 · destroy; this cannot be undone")

    def handle(self, *, execute: bool, **_: Any) -> None:
        run = run_retention(execute=execute)
        if not run.files and not run.rows and not run.kept:
            self.stdout.write(NOTHING)
            return
        self.stdout.write(DONE if execute else DRY)
        for number in run.files:
            self.stdout.write(f"  {number}")
        for table, rows in sorted(run.rows.items()):
            self.stdout.write(f"  {table}: {rows}")
        self.stdout.write(
            f"  不再与任何案件有关的人，密钥一并销毁 · persons left without a case, keys destroyed: {run.persons}"
        )
        if run.kept:
            listed = "\n".join(f"  {number}: {why}" for number, why in run.kept)
            raise CommandError(KEPT.format(len(run.kept), listed))
