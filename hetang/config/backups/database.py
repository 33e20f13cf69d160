"""Restoring into a second database and giving it the first one's name, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, connections
from psycopg import errors, sql

from hetang.config.backups.programs import run
from hetang.config.environment import Environment
from hetang.config.roles.grants import apply_grants
from hetang.config.roles.names import names_of
from hetang.config.trouble import NOTHING_CHANGED, SetupError

VERSION_WITH_PROVIDERS = 150000


class Swap:
    """`name` is the live database, `fresh` the one being filled, `previous` the live one's name afterwards."""

    def __init__(self, stamp: str, purpose: str = "restoring") -> None:
        self.name = str(settings.DATABASES["default"]["NAME"])
        self.fresh = f"{self.name}_{purpose}_{stamp}"
        self.previous = f"{self.name}_before_{stamp}"

    def fill(self, programs: Path, dump: Path) -> None:
        """Make `fresh` and restore the dump into it; on any failure drop it again. Raises SetupError."""
        with _maintenance() as admin:
            self._create(admin)
        try:
            words = ["pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
            words += [f"--dbname={self.fresh}"]
            run(programs, [*words, str(dump)], self.fresh)
            # Roles are the server's, not the backup's: those of this installation get their rights here.
            with _connected(self.fresh) as owner:
                apply_grants(owner, names_of(Environment.read()))
        except BaseException:
            self.drop(self.fresh)
            raise

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Inside the block Django works in `fresh`, as the owner."""
        live = connection.settings_dict["NAME"]
        connections.close_all()
        connection.settings_dict["NAME"] = self.fresh
        try:
            yield
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = live

    def swap(self) -> None:
        """Both renames or neither. Raises SetupError when others still use the database."""
        connections.close_all()
        with _maintenance() as admin:
            try:
                with admin.transaction():
                    _rename(admin, self.name, self.previous)
                    _rename(admin, self.fresh, self.name)
            except errors.ObjectInUse as used:
                raise in_use(str(used).strip()) from used

    def undo(self) -> None:
        """Back to how it was before `swap`."""
        connections.close_all()
        with _maintenance() as admin, admin.transaction():
            _rename(admin, self.name, self.fresh)
            _rename(admin, self.previous, self.name)

    def drop(self, name: str) -> None:
        with _maintenance() as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))

    def _create(self, admin: "psycopg.Connection[Any]") -> None:
        """Same encoding and locale as the live database, whatever the server's own are."""
        row = admin.execute(
            "SELECT pg_encoding_to_char(encoding), datcollate, datctype, datlocprovider FROM pg_database"
            " WHERE datname = %s",
            [self.name],
        ).fetchone()
        assert row is not None
        parts = ["CREATE DATABASE", sql.Identifier(self.fresh), "TEMPLATE template0 ENCODING", sql.Literal(row[0])]
        if row[3] == "c":
            parts += ["LC_COLLATE", sql.Literal(row[1]), "LC_CTYPE", sql.Literal(row[2])]
            if admin.info.server_version >= VERSION_WITH_PROVIDERS:
                parts += ["LOCALE_PROVIDER libc"]
        try:
            admin.execute(sql.SQL(" ").join(sql.SQL(part) if isinstance(part, str) else part for part in parts))
        except errors.InsufficientPrivilege as refused:
            raise SetupError(
                ("数据库用户无权新建数据库。", "The database role may not create databases."),
                NOTHING_CHANGED,
                (
                    "请以管理员执行 ALTER ROLE … CREATEDB 后重试。",
                    "Have an administrator run ALTER ROLE … CREATEDB, then try again.",
                ),
            ) from refused


def holds_tables() -> bool:
    """True when the live database has any table at all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema'))"
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def require_unused() -> None:
    """SetupError when somebody else is connected to the live database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(coalesce(nullif(application_name, ''), usename) || ' (' || pid || ')', ', ')"
            " FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            # Of other roles' sessions little is shown, but always whose they are; the server's own have no user.
            " AND usesysid IS NOT NULL"
        )
        row = cursor.fetchone()
    if row and row[0]:
        raise in_use(str(row[0]))


def in_use(who: str) -> SetupError:
    return SetupError(
        (f"数据库正在使用中：{who}。", f"The database is in use: {who}."),
        NOTHING_CHANGED,
        ("请先停止网页和后台进程。", "Stop the web and worker processes first."),
    )


@contextmanager
def _maintenance() -> Iterator["psycopg.Connection[Any]"]:
    """A connection to the database `postgres`: one cannot rename the database one is in."""
    with _connected("postgres") as admin:
        yield admin


@contextmanager
def _connected(name: str) -> Iterator["psycopg.Connection[Any]"]:
    words = {**connection.get_connection_params(), "dbname": name}
    for django_only in ("context", "cursor_factory", "prepare_threshold"):
        words.pop(django_only, None)
    with psycopg.connect(**words, autocommit=True) as admin:
        yield admin


def _rename(admin: "psycopg.Connection[Any]", old: str, new: str) -> None:
    admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))
