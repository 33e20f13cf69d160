"""`hetang jobs`: long work that people asked for (exports, imports), until it is told to end."""

from typing import Any

from django.core.management.base import BaseCommand

from hetang.ground.lib.jobs import run_jobs


class Command(BaseCommand):
    help = "长任务进程：导出、导入，直到被终止 · long jobs (exports, imports) until told to end"
    group = "run"
    requires_system_checks: list[str] = []

    def handle(self, **_: Any) -> None:
        self.stdout.write("长任务已启动 · jobs run")
        run_jobs()
        self.stdout.write("长任务已停止 · jobs have ended")
