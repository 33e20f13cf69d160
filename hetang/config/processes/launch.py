"""What has to be true before the processes start: tables, static files, demonstration data, nobody else running."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

from hetang.config.environment import CHECKOUT, Environment
from hetang.config.home import Home, read_private, write_private
from hetang.config.machine.locks import FileLock
from hetang.config.processes.output import say
from hetang.config.roles.check import findings
from hetang.config.roles.names import names_of
from hetang.config.trouble import NOTHING_CHANGED, SetupError

OWNERS_OWN = {"HETANG_OWNER_URL", "HETANG_RETENTION_URL"}
LOADING, READY = "loading", "ready"


@contextmanager
def the_only_one(home: Home, address: str) -> Iterator[None]:
    """One `hetang up` per home folder. Raises SetupError naming the other."""
    with FileLock(home.up_lock) as lock:
        if not lock.try_acquire():
            other = lock.read_note() or "?"
            raise SetupError(
                (f"和塘已在运行（{other}）。", f"Hetang already runs here ({other})."),
                NOTHING_CHANGED,
                (
                    "请直接使用它，或先停止它；要另开一套，请用 HETANG_HOME 指定另一个目录。",
                    "Use it, or stop it first; for a second one name another folder in HETANG_HOME.",
                ),
            )
        lock.note(f"pid {os.getpid()}, {address}")
        yield


def child_environment(home: Home, **more: str) -> Callable[[], Mapping[str, str]]:
    """The environment of every child, which works as the runtime role; the database's address is read anew each time."""
    path = os.pathsep.join(p for p in (str(CHECKOUT), os.environ.get("PYTHONPATH")) if p)
    fixed = {"HETANG_HOME": str(home.path), "HETANG_SUPERVISED": "1", "PYTHONUNBUFFERED": "1", **more}
    if (CHECKOUT / "pyproject.toml").exists():
        fixed["PYTHONPATH"] = path

    def environment() -> Mapping[str, str]:
        url = os.environ.get("DATABASE_URL") or read_private(home.database_url)
        # The owner's address stays with us: what serves pages has no way to it but the home folder.
        ours = {name: value for name, value in os.environ.items() if name not in OWNERS_OWN}
        return {**ours, **fixed, "DATABASE_URL": url, "HETANG_ROLE": "runtime"}

    return environment


def migrate_if_needed() -> None:
    """Ask in this process first: starting another only to hear "nothing to do" costs a second."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("更新数据库结构 · updating the database's tables")
        call_command("migrate", interactive=False, verbosity=0)
    else:
        _grant_if_needed()


def bring_rules_if_needed() -> None:
    """The rule packs of this release, before anything runs that goes by them."""
    if settings.RULES and import_string(settings.RULES["missing"])():
        brought = import_string(settings.RULES["bring"])()
        say(f"装入规则包 · rule packs loaded: {', '.join(brought)}")


def _grant_if_needed() -> None:
    """Roles made or changed since the last migration; a warning where the runtime may do too much or is the owner."""
    names = names_of(Environment.read())
    if not names.is_parted:
        say(f"提醒：只有一个数据库角色 {names.owner}，见 hetang roles · note: one database role only, see hetang roles")
        return
    with connection.cursor() as cursor:
        if findings(cursor, names):
            call_command("migrate", interactive=False, verbosity=0)
        for finding in findings(cursor, names):
            say(f"警告 · warning: {finding.role} {finding.zh} · {finding.en}")


def collect_static_if_needed() -> None:
    """Pages name their files by a digest from a list; make the list again when a file is newer."""
    listing = Path(settings.STATIC_ROOT) / "staticfiles.json"
    made = listing.stat().st_mtime if listing.exists() else 0.0
    sources = (storage.path(name) for finder in get_finders() for name, storage in finder.list([]))
    if settings.DEBUG or (made and all(os.stat(source).st_mtime <= made for source in sources)):
        return
    say("准备页面资源 · preparing static files")
    call_command("collectstatic", interactive=False, verbosity=0)


def fill_demo(home: Home, folder: Path) -> None:
    """On an empty database load a street's folder and play its demonstration, each once. Raises SetupError.

    `<home>/demo` is written first, because it is what allows a demo clock and demo logins; a database that already
    holds people is therefore never turned into a demonstration.
    """
    state = read_private(home.demo)
    if get_user_model()._default_manager.exists():
        if state == READY:
            return
        if state != LOADING or not home.is_embedded():
            raise _not_empty()
        say("上次演示数据未装完，重新开始 · the last demonstration was cut short, starting it again")
        _drop_everything()
        migrate_if_needed()
        bring_rules_if_needed()
    write_private(home.demo, LOADING)
    for command in ("load", "demo"):
        say(f"hetang {command} {folder}")
        # A process of its own: whether this is a demonstration was read when our settings were imported.
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "hetang", command, str(folder)], env=child_environment(home)(), check=False
        )
        if done.returncode:
            raise SetupError(
                (f"hetang {command} 失败（{done.returncode}）。", f"hetang {command} failed ({done.returncode})."),
                ("演示数据尚未装完，没有真实数据。", "The demonstration is incomplete; there is no real data."),
                ("原因见上面的输出；改正后重新启动即可。", "See the output above; start again when it is put right."),
            )
    write_private(home.demo, READY)


def _drop_everything() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def _not_empty() -> SetupError:
    return SetupError(
        ("数据库中已有数据，不能变成演示。", "The database already holds data and is not turned into a demonstration."),
        NOTHING_CHANGED,
        (
            "请去掉 --demo，或用 HETANG_HOME 指定一个新目录。",
            "Leave --demo out, or name a new folder in HETANG_HOME.",
        ),
    )
