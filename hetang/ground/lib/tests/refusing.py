"""Proving that a refusal changes nothing: every row of every table is compared, the journal's included.

PostgreSQL counts what a transaction writes into each table, what is rolled back included. A table whose count stands
still has the rows that it had, so that only the others are read again: thousands of proofs take a tenth of the time.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import connection

from hetang.ground.lib.refusals import Refused

# Table → how many rows it has, and a digest of all of them.
Rows = dict[str, tuple[int, str]]
Writes = dict[str, int]

_WRITES = """
    SELECT relname, pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
         + pg_stat_get_xact_tuples_deleted(oid)
      FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"""
_EACH = "SELECT '{0}', count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {0} t"


class _Known:
    """What was read in one transaction, and after how many writes."""

    transaction, writes, rows = "", Writes(), Rows()


def all_rows() -> Rows:
    """The state of the house's tables, links between them included."""
    if not connection.in_atomic_block:
        return _read(_tables())
    transaction, writes = _transaction(), _writes()
    if _Known.transaction != transaction:
        _Known.transaction, _Known.writes, _Known.rows = transaction, writes, _read(_tables())
    else:
        _Known.rows |= _read(table for table in _tables() if writes[table] != _Known.writes[table])
        _Known.writes = writes
    return dict(_Known.rows)


def changed(before: Rows) -> dict[str, int]:
    """The tables whose rows differ from `before`, with how many rows they gained."""
    return _differing(before, all_rows())


@contextmanager
def refused(kind: type[Refused], what: str) -> Iterator[None]:
    """The block must raise exactly `kind` with the message id `what`, and must have changed no row."""
    with _nothing_changed(), pytest.raises(Refused) as caught:
        yield
    assert (type(caught.value), caught.value.what) == (kind, what)


@contextmanager
def _nothing_changed() -> Iterator[None]:
    """Rows before are read only where something was written: by going back to them."""
    if not connection.in_atomic_block:
        before = all_rows()
        yield
        assert changed(before) == {}
        return
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before_refusal")
        writes = _writes()
        yield
        touched = {table for table, count in _writes().items() if count != writes[table]} & set(_tables())
        after = _read(touched)
        cursor.execute("ROLLBACK TO SAVEPOINT before_refusal")
        before = _read(touched)
        cursor.execute("RELEASE SAVEPOINT before_refusal")
        assert _differing(before, after) == {}


def _tables() -> list[str]:
    models = apps.get_models(include_auto_created=True)
    return [model._meta.db_table for model in models if model.__module__.startswith("hetang.")]


def _transaction() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        return str(cursor.fetchone()[0])


def _writes() -> Writes:
    """Table → rows written by the running transaction so far."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITES)
        return dict(cursor.fetchall())


def _read(tables: Iterable[str]) -> Rows:
    """One query."""
    each = [_EACH.format(table) for table in tables]
    if not each:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        return {table: (count, digest) for table, count, digest in cursor.fetchall()}


def _differing(before: Rows, after: Rows) -> dict[str, int]:
    return {table: after[table][0] - rows[0] for table, rows in before.items() if after[table] != rows}
