"""`hetang status`: what runs here and where its data is. Starts nothing."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import timezone

from hetang.config.environment import Environment
from hetang.config.home import Home
from hetang.config.machine.locks import FileLock
from hetang.config.management.commands.roles import one_line
from hetang.config.postgres import Cluster
from hetang.config.roles.names import names_of
from hetang.ground.journal import api as journal
from hetang.ground.lib import clock
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import provisional_clocks

STATES = {"absent": "尚未创建", "stopped": "已停止", "starting": "正在启动", "ready": "运行中", "stopping": "正在停止"}

# The coming year is announced in November; deadlines reach this far ahead.
LOOK_AHEAD = 60


class Command(BaseCommand):
    help = "显示运行状态和数据位置 · what runs here, and where its data is"
    group = "care"
    needs_database = False
    requires_system_checks: list[str] = []

    def handle(self, **_: Any) -> None:
        home = Home(Path(settings.HETANG_HOME))
        self._row("目录 home", str(home.path))
        if not home.path.exists():
            return
        self._row("剩余空间 free", f"{home.free_bytes() // 2**20} MB")
        with FileLock(home.up_lock) as lock:
            running = home.up_lock.exists() and not lock.try_acquire()
            self._row("hetang up", f"运行中 running ({lock.read_note()})" if running else "未运行 not running")
        self._row("演示 demo", "是 yes" if settings.DEMO else "否 no")
        if not home.is_embedded():
            self._row("数据库 database", "外部 outside (DATABASE_URL)")
            self._lag()
            self._deadlines()
            return
        status = Cluster(home.path).status()
        where = f"PostgreSQL {status.version or '-'}, {status.data}"
        server = f", pid {status.pid}, 127.0.0.1:{status.port}" if status.pid else ""
        self._row("数据库 database", f"{STATES[status.state]} {status.state} ({where}{server})")
        if status.state == "ready":
            self._lag()
            self._deadlines()

    def _lag(self) -> None:
        """How far each consumer of the journal is behind, or why that cannot be told."""
        try:
            behind = journal.lag()
        except DatabaseError as away:
            self._row("统计 figures", f"读不到 cannot be read ({str(away).splitlines()[0]})")
            return
        for name, waiting in behind.items():
            self._row(f"统计 {name}", in_words(waiting))
        last = journal.last_root()
        made = f"{last.number}, {timezone.localtime(last.made_at):%Y-%m-%d %H:%M}" if last else "还没有 none yet"
        self._row("日根 root", made)
        self._row("数据库角色 roles", one_line(names_of(Environment.read())))

    def _deadlines(self) -> None:
        """Which years' holidays are loaded, and what leans on one that is not."""
        try:
            years, waiting = rulepacks.calendar_years(), provisional_clocks()
        except (DatabaseError, rulepacks.PackMissing) as away:
            self._row("日历 calendar", f"读不到 cannot be read ({str(away).splitlines()[0]})")
            return
        self._row("日历 calendar", "、".join(map(str, years)))
        today = clock.today()
        soon = (today + timedelta(days=LOOK_AHEAD)).year
        for year in range(today.year, soon + 1):
            if year not in years:
                self._row(
                    "警告 warning",
                    f"{year} 年放假安排尚未装入，{waiting} 个时限为暂定；请用 hetang packs import 装入 · "
                    f"no holidays of {year} loaded, {waiting} deadlines are provisional",
                )

    def _row(self, name: str, value: str) -> None:
        self.stdout.write(f"{name}: {value}")


def in_words(lag: journal.Lag) -> str:
    """How many events wait, and since when."""
    if not lag.events:
        return "已跟上日志 up to date"
    since = f" ({timezone.localtime(lag.since):%Y-%m-%d %H:%M})" if lag.since else ""
    return f"还有 {lag.events} 个事件未计入 events waiting{since}"
