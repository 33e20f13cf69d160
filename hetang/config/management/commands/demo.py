"""`hetang demo FOLDER [--count N] [--seed N] [--until DATE]`."""

import time
from argparse import ArgumentParser
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hetang.config.demo.cast import CastError
from hetang.config.demo.year import PlayError, make_year
from hetang.config.loading.accounts import main_logins
from hetang.ground.lib.yamlrows import LoadError

COUNT, SEED, UNTIL = 300, 1788, date(2026, 11, 23)
OPENING_HOUR = 9


class Command(BaseCommand):
    help = "在演示环境里生成一年的案件 · play a year of invented cases, in a demonstration only"
    group = "data"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="街道的数据目录 · the street's folder, already loaded")
        parser.add_argument("--count", type=int, default=COUNT, help=f"案件数，默认 {COUNT} · cases")
        parser.add_argument("--seed", type=int, default=SEED, help=f"随机种子，默认 {SEED} · same seed, same year")
        parser.add_argument(
            "--until", type=date.fromisoformat, default=UNTIL, help=f"演示的“今天”，默认 {UNTIL} · the demo's today"
        )

    def handle(self, *, folder: Path, count: int, seed: int, until: date, **_: Any) -> None:
        begun = time.monotonic()
        morning = datetime(until.year, until.month, until.day, OPENING_HOUR, tzinfo=timezone.get_default_timezone())
        try:
            year = make_year(folder, count=count, seed=seed, until=morning)
            logins, password = main_logins(folder)
        except (PlayError, LoadError) as refused:
            raise CommandError(str(refused)) from refused
        except CastError as missing:
            raise CommandError(
                f"街道里没有人担任 {missing.role}。\nNobody in the street is {missing.role}."
            ) from missing
        self.stdout.write(
            f"已生成 {year.cases} 件案件，演示时间 {until} 09:00 · {year.cases} cases made"
            f" ({time.monotonic() - begun:.1f} s)"
        )
        for login in logins:
            self.stdout.write(f"  {login.username:<10} {password}  {login.shows['zh']} · {login.shows['en']}")
