"""Events, and a journal that somebody tampered with."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from hetang.ground.journal.actions import append
from hetang.ground.journal.models import Event


def happen(verb: str = "note", *, kind: str = "test", key: int = 1, by: int | None = 7, **body: Any) -> Event:
    """One event in a transaction of its own."""
    with transaction.atomic():
        return append(kind=kind, key=key, verb=verb, by=by, body=body)


@contextmanager
def guards_off() -> Iterator[None]:
    """What only the owner of the database could do: the append-only trigger does not fire."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE journal_event DISABLE TRIGGER journal_event_stays")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE journal_event ENABLE TRIGGER journal_event_stays")
