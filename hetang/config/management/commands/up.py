"""`hetang up`: database, web, worker, jobs and words together, until Ctrl-C."""

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections

from hetang.config.home import Home
from hetang.config.postgres import Cluster
from hetang.config.processes.child import ChildSpec
from hetang.config.processes.launch import (
    bring_rules_if_needed,
    child_environment,
    collect_static_if_needed,
    fill_demo,
    migrate_if_needed,
    the_only_one,
)
from hetang.config.processes.output import say
from hetang.config.processes.supervisor import Supervisor
from hetang.config.processes.web import require_free, web_child
from hetang.ground.words.api import free_address


class Command(BaseCommand):
    help = "启动全部进程（数据库、网页、后台、文字提示），Ctrl-C 停止 · start everything; Ctrl-C stops it"
    group = "run"
    role = "owner"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--host", default="127.0.0.1", help="监听地址；对外时另设 HETANG_HOSTS · address to listen on"
        )
        parser.add_argument("--port", type=int, default=8000, help="监听端口，默认 8000 · port")
        parser.add_argument("--workers", type=int, default=1, help="网页进程数，默认 1 · web processes")
        parser.add_argument(
            "--demo", type=Path, metavar="FOLDER", help="空库时装入演示街道 · load a demonstration street"
        )

    def handle(self, *, host: str, port: int, workers: int, demo: Path | None, **_: Any) -> None:
        begun = time.monotonic()
        home = Home(Path(settings.HETANG_HOME))
        address = f"http://{host}:{port}/"
        with the_only_one(home, address):
            require_free(host, port)
            migrate_if_needed()
            bring_rules_if_needed()
            if demo:
                fill_demo(home, demo.absolute())
            collect_static_if_needed()
            connections.close_all()
            # Wherever it is free today: only our own children ask there.
            helper = settings.WORDS_ADDRESS or free_address()
            environment = child_environment(home, HETANG_WORDS=helper)
            others = [
                ChildSpec(name, [sys.executable, "-m", "hetang", name], environment) for name in ("worker", "jobs")
            ]
            words = ChildSpec("words", [sys.executable, "-m", "hetang", "words", "--address", helper], environment)
            Supervisor(
                [web_child(host, port, workers, environment), *others, words],
                database=Cluster(home.path, say) if home.is_embedded() else None,
                ready=lambda: say(f"和塘已启动 · Hetang is ready: {address} ({time.monotonic() - begun:.1f} s)"),
            ).run()
        say("已停止 · stopped")
