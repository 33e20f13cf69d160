"""`hetang import orders FILE --mapping M --street S [--reject FILE]`."""  # noqa: N999 - what is typed

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hetang.commons.accounts.api import Account, duty_holders
from hetang.commons.places.api import Place, place, units_of
from hetang.flow.intake.api import IMPORTERS, ImportRun, begin_import, run_import, told, write_rejects
from hetang.ground.lib.refusals import Refused

FATES = {
    "case": "存为案件 cases",
    "linked": "并入原工单 joined to the order they follow",
    "loose": "后续来电，原工单不在文件里 follow-up, original not in file",
    "known": "以前已导入 imported before",
    "rejected": "没有导入 rejected",
}


class Command(BaseCommand):
    help = "导入其他系统的历史工单，中断后再运行会接着导入 · import orders of another system; run again, it goes on"
    group = "data"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["orders"], help="orders：工单")
        parser.add_argument("file", type=Path, help="CSV、.csv.gz 或 .xlsx · the file")
        parser.add_argument("--mapping", type=Path, required=True, help="哪一列是什么，YAML · which column is what")
        parser.add_argument("--street", required=True, help="街道代码，如 330105008 · the street's code")
        parser.add_argument("--reject", type=Path, help="没有导入的行写到这个 CSV · a CSV for rows that are rejected")
        parser.add_argument("--by", help="以哪个账号导入；只有一位负责人时可不写 · the account that imports")

    def handle(self, *, file: Path, mapping: Path, street: str, reject: Path | None, by: str | None, **_: Any) -> None:
        where = place(street)
        if where is None or where.kind != Place.Kind.STREET:
            raise CommandError(
                f"没有街道 {street}，没有导入任何一行。\nThere is no street {street}; nothing was imported."
            )
        try:
            run = begin_import(file, mapping.read_text(encoding="utf-8-sig"), where, by=_importer(street, by))
            begun, before = time.monotonic(), run.rows_done
            if before:
                self.stdout.write(f"接着第 {before} 行继续 · going on after {before} rows")
            run = run_import(run, file, told=self._tell)
        except Refused as refusal:
            raise CommandError(told(refusal)) from refusal
        except (OSError, UnicodeDecodeError) as unreadable:
            raise CommandError(f"文件读不了：{unreadable}\nCannot be read: {unreadable}") from unreadable
        seconds = time.monotonic() - begun
        self._report(run, run.rows_done - before, seconds)
        if reject is not None:
            # It holds what people said: nobody else on this machine reads it, also where it was there before.
            reject.touch(mode=0o600)
            reject.chmod(0o600)
            with reject.open("w", encoding="utf-8-sig", newline="") as into:
                count = write_rejects(run, file, into)
            self.stdout.write(f"没有导入的 {count} 行在 {reject} · {count} rejected rows are in {reject}")

    def _tell(self, run: ImportRun) -> None:
        self.stdout.write(f"{run.rows_done}")
        self.stdout.flush()

    def _report(self, run: ImportRun, rows: int, seconds: float) -> None:
        speed = f"，{rows / seconds:.0f} 行/秒 rows/s" if rows and seconds else ""
        self.stdout.write(f"共 {run.rows_done} 行 rows，{seconds:.1f} s{speed}")
        for fate, text in FATES.items():
            if run.counts.get(fate):
                self.stdout.write(f"  {run.counts[fate]:>8}  {text}")
        if run.counts.get("assumed"):
            self.stdout.write(
                f"  {run.counts['assumed']:>8}  日期没有时刻，按映射的 assumed_time 计 dates without an hour: assumed_time of the mapping"
            )


def _importer(street: str, username: str | None) -> Account:
    """The account named, or the only one that may. CommandError where there is none or a choice."""
    if username is not None:
        found = Account.objects.filter(username=username).first()
        if found is None:
            raise CommandError(f"没有账号 {username}。\nThere is no account {username}.")
        return found
    units = {unit.pk for unit in units_of(street)}
    leads = list({duty.account_id: duty.account for role in IMPORTERS for duty in duty_holders(role, units)}.values())
    if len(leads) != 1:
        names = "、".join(account.username for account in leads) or "—"
        raise CommandError(
            f"请用 --by 写明以哪位驿站负责人的账号导入：{names}。\nSay with --by which station lead imports: {names}."
        )
    return leads[0]
