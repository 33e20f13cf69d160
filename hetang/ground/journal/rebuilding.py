"""Folding the whole journal into a projection again, beside the one in use.

Temporary tables are found before all others of the same name. The consumer therefore folds into empty ones without
knowing it, batch by batch, while its real tables go on being read and written; only the comparison at the very end
holds the consumer up. Broken off, a rebuild has changed nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from psycopg import sql

from hetang.ground.journal.actions.sequence import sequence_new
from hetang.ground.journal.consumers import Consumer, read_after, registered, run_once
from hetang.ground.journal.models import Offset, Position


@dataclass(frozen=True)
class Rebuilt:
    """Events folded; rows that were in use and should not have been, and rows that were lacking."""

    events: int
    wrong: int
    lacking: int

    @property
    def is_same(self) -> bool:
        """The projection was what the journal says."""
        return not self.wrong and not self.lacking


Told = Callable[[int, int], None]


class NotAProjection(ValueError):
    """The consumer owns no table: what it does (sending a message) must not be done a second time."""


def rebuild(name: str, told: Told = lambda _done, _all: None) -> Rebuilt:
    """Fold the whole journal into the projection `name` again, compare, and put right what differs.

    Raises KeyError for an unknown name, `NotAProjection`. `told` hears (events folded, events in all) after each
    batch, while the live rows catch up and then while all is folded again. What arrives meanwhile is folded too, so that like is compared with like. Needs a session of its own: no
    pooler that gives each transaction another one.
    """
    consumer = registered()[name]
    if not consumer.tables:
        raise NotAProjection(name)
    while sequence_new():
        pass
    end = _catch_up(name, consumer, told)
    with _tables_above(consumer.tables):
        done, position = _fold(consumer, 0, end, lambda folded: told(folded, end))
        with transaction.atomic():
            # From here on the running consumer waits; both stand at the same event.
            end = Offset.objects.select_for_update().get(consumer=name).position
            more, _ = _fold(consumer, position, end, lambda _folded: None)
            found = [_put_right(table) for table in consumer.tables]
        return Rebuilt(done + more, sum(wrong for wrong, _ in found), sum(lacking for _, lacking in found))


def _catch_up(name: str, consumer: Consumer, told: Told) -> int:
    """Have the live projection read to the end, so that there is something to compare with; returns where that is."""
    last = Position.objects.order_by("-id").values_list("id", flat=True).first() or 0
    while run_once(name, consumer):
        told(Offset.objects.get(consumer=name).position, last)
    return Offset.objects.get(consumer=name).position


def _fold(consumer: Consumer, position: int, until: int, told: Callable[[int], None]) -> tuple[int, int]:
    """Everything behind `position` up to `until`, a transaction a batch: (events, position of the last)."""
    done = 0
    while True:
        with transaction.atomic():
            events, position = read_after(position, until)
            if not events:
                return done, position
            consumer.apply(events)
        done += len(events)
        told(done)


@contextmanager
def _tables_above(tables: Sequence[str]) -> Iterator[None]:
    """Empty temporary tables with the same names, columns and indexes for as long as the block lasts."""
    made: list[sql.Identifier] = []
    try:
        with connection.cursor() as cursor:
            for table in tables:
                names = {"above": sql.Identifier("pg_temp", table), "real": sql.Identifier("public", table)}
                cursor.execute(sql.SQL("CREATE TEMP TABLE {above} (LIKE {real} INCLUDING ALL)").format(**names))
                made.append(names["above"])
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                for above in made:
                    cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(above))


_COLUMNS = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = format('public.%%I', %s::text)::regclass AND attnum > 0 AND NOT attisdropped
        AND attidentity = '' AND attgenerated = '' ORDER BY attnum
"""
_MORE = "SELECT count(*) FROM (SELECT {columns} FROM {one} EXCEPT ALL SELECT {columns} FROM {other}) more"


def _put_right(table: str) -> tuple[int, int]:
    """Compare the real table with the one above it (numbers that the database gave aside) and replace what differs.

    Returns (rows that should not be there, rows that were lacking).
    """
    real, above = sql.Identifier("public", table), sql.Identifier("pg_temp", table)
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [table])
        columns = sql.SQL(", ").join(sql.Identifier(name) for (name,) in cursor.fetchall())
        counts = []
        for one, other in ((real, above), (above, real)):
            cursor.execute(sql.SQL(_MORE).format(columns=columns, one=one, other=other))
            counts.append(int(cursor.fetchone()[0]))
        if any(counts):
            cursor.execute(sql.SQL("DELETE FROM {}").format(real))
            copy = "INSERT INTO {real} ({columns}) SELECT {columns} FROM {above}"
            cursor.execute(sql.SQL(copy).format(real=real, columns=columns, above=above))
    return counts[0], counts[1]
