"""How many rows each table has, in the one moment that a dump shows."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from psycopg import sql

_TABLES = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


@contextmanager
def snapshot() -> Iterator[str]:
    """Everything read inside the block, and by a pg_dump that is given its name, is of one moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield str(cursor.fetchone()[0])


def counts() -> dict[str, int]:
    """Rows of every table of the connected database."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        for (table,) in cursor.fetchall():
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", table)))
            found[table] = int(cursor.fetchone()[0])
    return found


def differences(wanted: dict[str, int], found: dict[str, int]) -> list[str]:
    """`cases_case: 12 ≠ 11` for each table whose rows are not as many."""
    tables = sorted(wanted.keys() | found.keys())
    return [f"{t}: {wanted.get(t, '-')} ≠ {found.get(t, '-')}" for t in tables if wanted.get(t) != found.get(t)]
