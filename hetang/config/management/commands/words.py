"""`hetang words`: suggestions from texts over loopback, until it is told to end."""

import signal
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hetang.ground.words.api import WordsServer, limit_memory

DEFAULT = "127.0.0.1:8790"


class Command(BaseCommand):
    help = "文字提示进程：从文字里找类型、地点、人物，只在本机监听 · suggestions from texts, on loopback only"
    group = "run"
    needs_database = False
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--address",
            default=settings.WORDS_ADDRESS or DEFAULT,
            help=f"监听地址，默认 {DEFAULT} · address to listen on",
        )

    def handle(self, *, address: str, **_: Any) -> None:
        limit_memory()
        try:
            server = WordsServer(address)
        except ValueError as wrong:
            raise CommandError(
                f"地址 {address} 不能用：应当是本机地址和端口，例如 {DEFAULT}。没有启动任何进程。\n"
                f"The address {address} will not do: give a loopback address and a port, for example {DEFAULT}."
            ) from wrong
        except OSError as taken:
            raise CommandError(
                f"无法在 {address} 上监听：{taken.strerror}。请换一个端口。\n"
                f"Cannot listen on {address}: {taken.strerror}. Choose another port."
            ) from taken
        with server:
            signal.signal(signal.SIGTERM, _end)
            self.stdout.write(f"文字提示已启动 · words are served at {address}")
            self.stdout.flush()
            server.serve_forever()


def _end(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
