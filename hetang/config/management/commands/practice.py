"""`hetang practice HOME --street FOLDER`: a place to practise beside the real one."""

import signal
import sys
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from hetang.config.loading.accounts import main_logins
from hetang.config.practice.place import environment, prepare, write_logins
from hetang.config.practice.rounds import Rounds
from hetang.config.trouble import NOTHING_CHANGED, SetupError
from hetang.ground.lib.yamlrows import LoadError


class Command(BaseCommand):
    help = "练习环境：编造的人和事，随时清空 · a place to practise with invented people, thrown away at will"
    group = "run"
    needs_database = False
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("home", type=Path, metavar="HOME", help="练习用的新目录 · a new folder for it alone")
        parser.add_argument(
            "--street", type=Path, required=True, metavar="FOLDER", help="演示街道的数据目录 · the street to play"
        )
        parser.add_argument("--host", default="127.0.0.1", help="监听地址 · address to listen on")
        parser.add_argument("--port", type=int, default=8100, help="监听端口，默认 8100 · port")
        parser.add_argument("--nightly", action="store_true", help="每天凌晨三点清空重来 · anew at three every night")

    def handle(self, *, home: Path, street: Path, host: str, port: int, nightly: bool, **_: Any) -> None:
        home, street = home.absolute(), street.absolute()
        try:
            main_logins(street)
        except LoadError as bad:
            what = (f"街道的数据目录读不了：{bad.zh}", f"The street's folder cannot be read: {bad.en}")
            todo = ("请核对 --street。", "Check --street.")
            raise SetupError(what, NOTHING_CHANGED, todo) from bad
        prepare(home)
        up = [sys.executable, "-m", "hetang", "up", "--demo", str(street), "--host", host, "--port", str(port)]
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _end)
        rounds = Rounds(home, up, environment(home), lambda: write_logins(home, street), nightly)
        sys.exit(rounds.run())


def _end(number: int, _frame: FrameType | None) -> None:
    """Told to end: unwind, so that the place ends with us."""
    raise SystemExit(128 + number)
