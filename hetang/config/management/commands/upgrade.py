"""`hetang upgrade`: all that a new release asks of the data, in its order, before anything is started on it."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils.module_loading import import_string

from hetang.config.environment import Environment
from hetang.config.roles.names import names_of
from hetang.config.trouble import NOTHING_CHANGED, SetupError
from hetang.config.watching.readiness import missing_migrations

_AT_WORK = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = %s AND pid <> pg_backend_pid()
"""
NEXT = """\
可以启动各进程了（先 web，看 /ready），再运行 hetang check --deploy。
The processes may be started now (web first, look at /ready); then run `hetang check --deploy`."""


class Command(BaseCommand):
    help = "升级：表结构、各角色权限、规则包 · after a new release: tables, the roles' rights, rule packs"
    group = "care"
    role = "owner"
    requires_system_checks: list[str] = []

    def handle(self, **_: Any) -> None:
        if missing := missing_migrations():
            _must_rest()
            self.stdout.write(f"更新数据库结构 · updating the tables: {len(missing)}")
        # Without a step to take it still gives the roles their rights.
        call_command("migrate", interactive=False, verbosity=0)
        brought = import_string(settings.RULES["bring"])()
        self.stdout.write(f"规则包 · rule packs loaded: {', '.join(brought) or '—'}")
        for name in import_string(settings.RULES["kept"])(brought):
            self.stdout.write(
                f"{name}: 本街道的版本继续有效，请在“规则包”页与新版比较 · "
                "the street's own version goes on holding; compare it with the new one on the page of rule packs"
            )
        self.stdout.write(NEXT)


def _must_rest() -> None:
    """Raises SetupError while the processes of the earlier release are connected: they would write by old tables."""
    runtime = names_of(Environment.read()).runtime
    if not runtime:
        return
    with connection.cursor() as cursor:
        cursor.execute(_AT_WORK, [runtime])
        [connected] = cursor.fetchone()
    if connected:
        raise SetupError(
            (
                f"旧版本的进程还连着数据库（{connected} 个连接）。",
                f"The earlier release still runs ({connected} connections).",
            ),
            NOTHING_CHANGED,
            (
                "请先停止 web、worker、jobs 和 words，再运行 hetang upgrade。",
                "Stop web, worker, jobs and words first, then run `hetang upgrade` again.",
            ),
        )
