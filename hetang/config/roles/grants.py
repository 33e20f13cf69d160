"""Giving each role its rights. As often as one likes: what was given before is taken back first, in one transaction."""

from collections import defaultdict
from typing import Any

import psycopg
from psycopg import sql

from hetang.config.roles.names import Names
from hetang.config.roles.tables import COLUMNS, rights
from hetang.config.trouble import NOTHING_CHANGED, SetupError

_LOCK = 1788_0004
_TABLES = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_FUNCTIONS = """
    SELECT oid::regprocedure::text FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND prosecdef AND proowner = current_user::regrole
"""
# Columns of type serial take their numbers from a sequence of the table (our own are identities and need no right).
_SERIALS = """
    SELECT s.relname::text, t.relname::text FROM pg_class s
    JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
        AND d.deptype = 'a'
    JOIN pg_class t ON t.oid = d.refobjid
    WHERE s.relkind = 'S' AND s.relnamespace = 'public'::regnamespace ORDER BY 1
"""
_ROLES = "SELECT rolname::text FROM pg_roles WHERE rolname = ANY(%s)"


def apply_grants(db: "psycopg.Connection[Any]", names: Names) -> None:
    """Give runtime and retention exactly what `tables.py` says, over the owner's connection `db`.

    Must follow every migration: a table made by it has no rights yet. Raises SetupError for a role that is not there.
    """
    with db.transaction(), psycopg.ClientCursor(db) as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        _require_roles(cursor, names)
        cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        tables = [table for (table,) in cursor.execute(_TABLES)]
        functions = [name for (name,) in cursor.execute(_FUNCTIONS)]
        # Whoever runs them acts as the owner.
        for function in functions:
            cursor.execute(sql.SQL("REVOKE EXECUTE ON FUNCTION {} FROM PUBLIC").format(sql.SQL(function)))
        for kind, name in names.others().items():
            _grant(cursor, kind, sql.Identifier(name), tables, functions)


def _grant(cursor: Any, kind: str, role: sql.Identifier, tables: list[str], functions: list[str]) -> None:
    for what in ("TABLES", "SEQUENCES"):
        cursor.execute(sql.SQL("REVOKE ALL ON ALL {} IN SCHEMA public FROM {}").format(sql.SQL(what), role))
    cursor.execute(sql.SQL("REVOKE ALL ON SCHEMA public FROM {0}; GRANT USAGE ON SCHEMA public TO {0}").format(role))
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for table in tables:
        alike[rights(kind, table)].append(table)
    for words, group in alike.items():
        listed = sql.SQL(", ").join(sql.Identifier("public", table) for table in group)
        cursor.execute(sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(", ".join(words)), listed, role))
    for sequence, table in cursor.execute(_SERIALS).fetchall():
        if "INSERT" in rights(kind, table):
            cursor.execute(sql.SQL("GRANT USAGE ON {} TO {}").format(sql.Identifier("public", sequence), role))
    for table in COLUMNS.keys() & set(tables):
        columns = sql.SQL(", ").join(map(sql.Identifier, COLUMNS[table]))
        update = sql.SQL("GRANT UPDATE ({}) ON {} TO {}")
        cursor.execute(update.format(columns, sql.Identifier("public", table), role))
    for function in functions:
        cursor.execute(sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(sql.SQL(function), role))


def _require_roles(cursor: Any, names: Names) -> None:
    wanted = list(names.others().values())
    there = {name for (name,) in cursor.execute(_ROLES, [wanted])}
    missing = [name for name in wanted if name not in there]
    if missing:
        listed = ", ".join(missing)
        raise SetupError(
            (f"数据库里没有角色 {listed}。", f"The database has no role {listed}."),
            NOTHING_CHANGED,
            (
                "请让数据库管理员执行 hetang roles --sql 给出的语句，然后运行 hetang migrate。",
                "Have the administrator run what `hetang roles --sql` prints, then run `hetang migrate`.",
            ),
        )


def creation(names: Names) -> str:
    """The statements by which a database administrator makes the roles; passwords are theirs to fill in."""
    made = {"runtime": names.runtime or "hetang_runtime", "retention": names.retention or "hetang_retention"}
    owner = names.owner or "hetang"
    lines = ["-- CREATEDB: hetang restore fills a second database and swaps the names."]
    lines += [f"ALTER ROLE {_quoted(owner)} CREATEDB;"]
    for name in made.values():
        flags = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
        lines.append(f"CREATE ROLE {_quoted(name)} {flags} PASSWORD '…';")
    lines.append("-- So that the owner sees who is connected. Never the other way round.")
    lines += [f"GRANT {_quoted(name)} TO {_quoted(owner)};" for name in made.values()]
    return "\n".join(lines) + "\n"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
