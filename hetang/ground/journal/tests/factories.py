"""Events, and a journal that somebody tampered with."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from hetang.ground.journal.actions.append import append
from hetang.ground.journal.models import Event, Offset


def happen(verb: str = "note", *, kind: str = "test", key: int = 1, by: int | None = 7, **body: Any) -> Event:
    """One event in a transaction of its own."""
    with transaction.atomic():
        return append(kind=kind, key=key, verb=verb, by=by, body=body)


@contextmanager
def guards_off(*tables: str) -> Iterator[None]:
    """What only the owner of the database could do: the append-only triggers of these tables do not fire."""
    guarded = tables or ("journal_event",)
    with connection.cursor() as cursor:
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER journal_row_stays")
        yield
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER journal_row_stays")


def set_back(consumer: str, position: int = 0) -> None:
    """Have a consumer read again from behind `position`, as if nobody remembered that it had."""
    Offset.objects.filter(consumer=consumer).update(position=position)


def stands_at(consumer: str) -> int:
    """How far a consumer has read."""
    return Offset.objects.filter(consumer=consumer).values_list("position", flat=True).first() or 0
