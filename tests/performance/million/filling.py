"""The database's side: tables stripped of indexes, constraints and triggers, filled by COPY, and dressed again.

Nothing is taken on trust: putting a constraint back checks every row against it.
"""

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction

from hetang.ground.journal.api import Event
from tests.performance.million.rules import NOT_COPIED_APPS, TRIGGERS_STOOD_IN_FOR, CannotCopyError
from tests.performance.million.stories import Kind, columns

EVENT, STREAM = Event._meta.db_table, "journal_stream"
EVENT_ORDER = [
    "stream_kind",
    "stream_key",
    "seq",
    "verb",
    "actor",
    "at",
    "day",
    "district",
    "street",
    "community",
    "body_text",
    "prev_hash",
    "hash",
    "algorithm",
]
STREAM_ORDER = ["kind", "key", "length", "head"]

_TRIGGERS = "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
_CONSTRAINTS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u', 'p', 'c') AND conname NOT LIKE %s
    ORDER BY contype = 'f', contype = 'p', conrelid::regclass::text, conname
"""
_INDEXES = """
    SELECT indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""
_INCOMING = """
    SELECT conrelid::regclass::text FROM pg_constraint
    WHERE contype = 'f' AND confrelid = ANY(%s::regclass[]) AND NOT conrelid = ANY(%s::regclass[])
"""
# Positions in the order of time, as a sequencer that was never late would have given them.
_POSITIONS = """
    INSERT INTO journal_position (id, event_id)
    SELECT (SELECT coalesce(max(id), 0) FROM journal_position) + row_number() OVER (ORDER BY e.at, e.id), e.id
    FROM journal_event e WHERE NOT EXISTS (SELECT FROM journal_position p WHERE p.event_id = e.id)
"""
POSITIONS = "journal_position"


@dataclass(frozen=True)
class Dress:
    """What was taken off: SQL that puts it back. `own`: (table, statement) in order; then the `foreign` keys."""

    own: list[tuple[str, str]]
    foreign: list[str]


def tables(kinds: Iterable[Kind]) -> list[str]:
    """Their tables, with the journal's."""
    return [*(m._meta.db_table for m in kinds), EVENT, STREAM, POSITIONS]


@contextmanager
def undressed(names: list[str], hands: int) -> Iterator[None]:
    """Inside the block the tables have no index, constraint or trigger; after it all of them again, checked.

    More than one of the `hands` need connections of their own, and so no open transaction.
    """
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(_TRIGGERS, [name])
            unknown = {row[0] for row in cursor.fetchall()} - TRIGGERS_STOOD_IN_FOR.get(name, frozenset())
            if unknown:
                raise CannotCopyError(f"{name} has triggers {sorted(unknown)}: see TRIGGERS_STOOD_IN_FOR in rules.py")
        with transaction.atomic():
            dress = _undress(names)
    yield
    # A table is dressed by one hand, several tables at a time; foreign keys come last and one by one, since each locks
    # both its tables.
    if hands == 1:
        _dress([statement for _, statement in dress.own])
    else:
        with ThreadPoolExecutor(hands) as pool:
            list(pool.map(_dress, _by_table(dress.own)))
    _dress(dress.foreign)
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")
            cursor.execute(f"ALTER TABLE {name} RESET (autovacuum_enabled)")


def _by_table(statements: list[tuple[str, str]]) -> list[list[str]]:
    """The statements of each table in their order, the longest lists first."""
    found: dict[str, list[str]] = {}
    for table, statement in statements:
        found.setdefault(table, []).append(statement)
    # The journal's few indexes outweigh all others: begun first.
    return sorted(found.values(), key=lambda mine: (EVENT not in mine[0], -len(mine)))


def _dress(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem TO '768MB'")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("RESET maintenance_work_mem")
    if threading.current_thread() is not threading.main_thread():
        connection.close()


def _undress(names: list[str]) -> Dress:
    with connection.cursor() as cursor:
        cursor.execute(_INCOMING, [names, names])
        others = sorted({row[0] for row in cursor.fetchall()} - {"journal_pending"})
        if unknown := [table for table in others if not _stands_aside(table)]:
            raise CannotCopyError(f"{unknown} point at tables that are filled and are not filled themselves")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        every = [*names, "journal_pending", *others]
        cursor.execute(_CONSTRAINTS, [every, "%_not_null"])
        # What stands aside keeps all but what leads to the tables that are filled.
        found = [row for row in cursor.fetchall() if row[0] not in others or "FOREIGN KEY" in row[2]]
        constraints = [(table, f"ALTER TABLE {table} ADD CONSTRAINT {name} {text}") for table, name, text in found]
        for table, name, _ in sorted(found, key=lambda row: "FOREIGN KEY" not in row[2]):
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        cursor.execute(_INDEXES, [names])
        indexes = cursor.fetchall()
        for _, name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        for name in names:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
            # Everything is analysed and vacuumed once it is there.
            cursor.execute(f"ALTER TABLE {name} SET (autovacuum_enabled = off)")
    own = [(table, text) for table, _, text in indexes]
    own += [(table, text) for table, text in constraints if "FOREIGN KEY" not in text]
    return Dress(own, [text for _, text in constraints if "FOREIGN KEY" in text])


def _stands_aside(table: str) -> bool:
    """Whether no copy needs the table (`rules.NOT_COPIED_APPS`)."""
    models = apps.get_models(include_auto_created=True)
    return any(m._meta.db_table == table and m._meta.app_label in NOT_COPIED_APPS for m in models)


def copy_lines(model: Kind, lines: list[str]) -> None:
    """Lines in the order of the model's columns."""
    names = ", ".join(f'"{f.column}"' for f in columns(model))
    _copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN", lines)


def copy_events(lines: list[str]) -> None:
    """Lines of events; the database gives the keys."""
    _copy(f"COPY {EVENT} ({', '.join(EVENT_ORDER)}) FROM STDIN", lines)


def copy_streams(lines: list[str]) -> None:
    """Lines of streams."""
    _copy(f"COPY {STREAM} ({', '.join(STREAM_ORDER)}) FROM STDIN", lines)


def _copy(statement: str, lines: list[str]) -> None:
    if lines:
        with connection.cursor() as cursor, cursor.copy(statement) as sink:
            sink.write("".join(lines))


def last_keys(kinds: Iterable[Kind]) -> dict[Kind, int]:
    """The highest key of each table, 0 for an empty one."""
    return {m: (m._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0) for m in kinds}


def set_sequences(kinds: Iterable[Kind]) -> None:
    """Every identity goes on after the highest key."""
    with connection.cursor() as cursor:
        for model in kinds:
            table, column = model._meta.db_table, model._meta.pk.column
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, %s), greatest(coalesce(max({column}), 1), 1)) FROM {table}",
                [table, column],
            )


def number_positions() -> int:
    """Give every event its position; returns the last one."""
    with connection.cursor() as cursor:
        cursor.execute("SET work_mem TO '512MB'")
        cursor.execute(_POSITIONS)
        cursor.execute("RESET work_mem")
        cursor.execute("SELECT max(id) FROM journal_position")
        return int(cursor.fetchone()[0])


def analyse(names: list[str]) -> None:
    """Statistics for the planner and a visibility map, as a database has that has run for a while."""
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"VACUUM ANALYZE {name}")
