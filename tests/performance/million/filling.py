"""The database's side: tables stripped of indexes, constraints and triggers, filled by COPY, and dressed again.

Nothing is taken on trust: putting a constraint back checks every row against it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from hetang.ground.journal.api import Event
from tests.performance.million.rules import TRIGGERS_STOOD_IN_FOR, CannotCopyError
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
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
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
    """What was taken off: SQL that puts it back, in this order."""

    indexes: list[str]
    constraints: list[str]


def tables(kinds: Iterable[Kind]) -> list[str]:
    """Their tables, with the journal's."""
    return [*(m._meta.db_table for m in kinds), EVENT, STREAM, POSITIONS]


@contextmanager
def undressed(names: list[str]) -> Iterator[None]:
    """Inside the block the tables have no index, constraint or trigger; after it all of them again, checked."""
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(_TRIGGERS, [name])
            unknown = {row[0] for row in cursor.fetchall()} - TRIGGERS_STOOD_IN_FOR.get(name, frozenset())
            if unknown:
                raise CannotCopyError(f"{name} has triggers {sorted(unknown)}: see TRIGGERS_STOOD_IN_FOR in rules.py")
        with transaction.atomic():
            dress = _undress(names)
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem TO '768MB'")
        for statement in (*dress.indexes, *dress.constraints):
            cursor.execute(statement)
        for name in names:
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")
        cursor.execute("RESET maintenance_work_mem")


def _undress(names: list[str]) -> Dress:
    indexes, constraints = [], []
    with connection.cursor() as cursor:
        cursor.execute(_INCOMING, [names, names])
        others = sorted({row[0] for row in cursor.fetchall()} - {"journal_pending"})
        if others:
            raise CannotCopyError(f"{others} point at tables that are filled and are not filled themselves")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        every = [*names, "journal_pending"]
        cursor.execute(_CONSTRAINTS, [every, "%_not_null"])
        found = cursor.fetchall()
        constraints = [f"ALTER TABLE {table} ADD CONSTRAINT {name} {text}" for table, name, text in found]
        for table, name, _ in sorted(found, key=lambda row: "FOREIGN KEY" not in row[2]):
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        cursor.execute(_INDEXES, [names])
        for name, text in cursor.fetchall():
            indexes.append(text)
            cursor.execute(f"DROP INDEX {name}")
        for name in names:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
    # Primary keys and unique constraints first: foreign keys need them.
    constraints.sort(key=lambda text: "FOREIGN KEY" in text)
    return Dress(indexes, constraints)


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
