"""`hetang web`: the web process alone, for a supervisor such as systemd."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections

from hetang.config.home import Home
from hetang.config.processes.launch import child_environment, collect_static_if_needed
from hetang.config.processes.supervisor import Supervisor
from hetang.config.processes.web import require_free, web_child


class Command(BaseCommand):
    help = "只启动网页进程（供 systemd 等使用）· the web process alone, in the foreground"
    group = "run"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="监听地址 · address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="监听端口，默认 8000 · port")
        parser.add_argument("--workers", type=int, default=1, help="进程数，默认 1 · processes")

    def handle(self, *, host: str, port: int, workers: int, **_: Any) -> None:
        home = Home(Path(settings.HETANG_HOME))
        require_free(host, port)
        collect_static_if_needed()
        connections.close_all()
        spec = web_child(host, port, workers, child_environment(home))
        if home.is_embedded():
            # We hold the database open, so we must outlive Granian.
            Supervisor([spec]).run()
        else:
            os.execve(spec.argv[0], spec.argv, dict(spec.environment()))  # noqa: S606 - our own program
