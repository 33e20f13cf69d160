"""Consumers fold the journal into tables of their own: in commit order, at least once, offset and rows together."""

from collections.abc import Sequence
from typing import Protocol

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from hetang.ground.journal.actions.sequence import sequence_new
from hetang.ground.journal.models import Event, Offset

BATCH = 2000


class Consumer(Protocol):
    """What a room offers in settings.JOURNAL_CONSUMERS.

    `tables` are all tables that it writes, and it writes them by their bare names through the default connection: a
    rebuild lays empty ones of the same names above them (see `rebuilding.py`).
    """

    tables: Sequence[str]

    def apply(self, events: Sequence[Event]) -> None:
        """Fold `events` (in order) into the consumer's tables."""


def registered() -> dict[str, Consumer]:
    """Every consumer by name."""
    return {name: import_string(path)() for name, path in settings.JOURNAL_CONSUMERS.items()}


_FIELDS = [field.column for field in Event._meta.concrete_fields]
# The positions first and by themselves: so the plan stays a walk along two indexes whatever the statistics say.
_READ = f"""
    SELECT p.id, {", ".join(f"e.{column}" for column in _FIELDS)}
    FROM (SELECT id, event_id FROM journal_position WHERE id > %s AND id <= %s ORDER BY id LIMIT %s) p
    JOIN journal_event e ON e.id = p.event_id ORDER BY p.id
"""  # noqa: S608 - column names of our own model
_NO_END = 2**62


def read_after(position: int, until: int | None = None, limit: int | None = None) -> tuple[list[Event], int]:
    """The next events behind `position` (at most to `until`), in order, and the position of the last of them."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [position, _NO_END if until is None else until, limit or BATCH])
        rows = cursor.fetchall()
    return [Event(*row[1:]) for row in rows], rows[-1][0] if rows else position


def run_once(name: str, consumer: Consumer) -> int:
    """Fold the next batch for `name`; returns how many events it took (0 = none)."""
    with transaction.atomic():
        Offset.objects.get_or_create(consumer=name)
        offset = Offset.objects.select_for_update().get(consumer=name)
        events, offset.position = read_after(offset.position)
        if events:
            consumer.apply(events)
            offset.save(update_fields=["position"])
        return len(events)


def catch_up() -> int:
    """Number everything committed and let every consumer read to the end; returns the events folded."""
    while sequence_new():
        pass
    return sum(read_to_end(name, consumer) for name, consumer in registered().items())


def read_to_end(name: str, consumer: Consumer) -> int:
    """Fold everything that has a position by now; returns how many events that were."""
    total = 0
    while taken := run_once(name, consumer):
        total += taken
    return total
