"""Writing many events at once, under the rules of the single form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from hetang.ground.journal.actions.append import Located
from hetang.ground.journal.rules import canonical, event_hash
from hetang.ground.lib import clock

Stream = tuple[str, int]
Head = tuple[int, str]
# In one order everywhere, so that two bulk writers of the same streams never wait for each other in a ring.
_BEGIN = """
    INSERT INTO journal_stream (kind, key, length, head)
    SELECT kind, key, 0, '' FROM unnest(%s::text[], %s::bigint[]) AS wanted (kind, key) ORDER BY kind COLLATE "C", key
    ON CONFLICT DO NOTHING
"""
_BEGIN_AT = """
    INSERT INTO journal_stream (kind, key, length, head) SELECT * FROM unnest(%s::text[], %s::bigint[], %s::int[], %s::text[])
    ON CONFLICT DO NOTHING
"""
_LOCK = """
    SELECT s.kind, s.key, s.length, s.head FROM journal_stream s
    JOIN unnest(%s::text[], %s::bigint[]) AS wanted (kind, key) USING (kind, key) ORDER BY s.kind, s.key FOR UPDATE OF s
"""
_COPY = """
    COPY journal_event (stream_kind, stream_key, seq, verb, actor, at, day, district, street, community,
                        body_text, prev_hash, hash, algorithm) FROM STDIN
"""
_MOVE = """
    UPDATE journal_stream s SET length = n.length, head = n.head
    FROM unnest(%s::text[], %s::bigint[], %s::int[], %s::text[]) AS n (kind, key, length, head)
    WHERE s.kind = n.kind AND s.key = n.key
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event to come, as the arguments of `append`. `at` (aware) only in a demonstration: others happen now."""

    kind: str
    key: int
    verb: str
    by: int | None
    body: Mapping[str, Any] = field(default_factory=dict)
    place: Located | None = None
    at: datetime | None = None


def append_many(entries: Iterable[Entry], *, first: bool = False) -> int:
    """Write `entries` in their order, each at the end of its stream, and return how many.

    The rules of `append`: inside the transaction of the change (RuntimeError), streams locked until it commits. All
    entries are held in memory: some ten thousand at a time are enough. `ClockRefused` for a time of their own
    outside a demonstration. `first` says that every stream is new, which saves two statements; ValueError where one is
    not.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an event belongs into the transaction of its change")
    listed = list(entries)
    if not settings.DEMO and any(entry.at for entry in listed):
        raise clock.ClockRefused("events happen now; another time is for demonstrations")
    streams = sorted({(entry.kind, entry.key) for entry in listed})
    if not streams:
        return 0
    heads = dict.fromkeys(streams, (0, "")) if first else _lock_heads(streams)
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for row in _rows(listed, heads):
            copy.write_row(row)
    if _move_heads(_BEGIN_AT if first else _MOVE, streams, heads) < len(streams):
        raise ValueError("a stream that was said to be new is there already")
    return len(listed)


def _lock_heads(streams: Sequence[Stream]) -> dict[Stream, Head]:
    names: list[Any] = [[kind for kind, _ in streams], [key for _, key in streams]]
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, names)
        cursor.execute(_LOCK, names)
        return {(kind, key): (length, head) for kind, key, length, head in cursor}


def _rows(entries: Sequence[Entry], heads: dict[Stream, Head]) -> Iterable[tuple[Any, ...]]:
    """The rows of journal_event; `heads` moves along."""
    now, algorithm = clock.now(), settings.JOURNAL_DIGEST
    days: dict[datetime, date] = {}
    for entry in entries:
        length, prev = heads[entry.kind, entry.key]
        place, at, text = entry.place, entry.at or now, canonical(entry.body)
        places = (place.district, place.street, place.community) if place else ("", "", "")
        digest = event_hash(
            prev=prev,
            stream=f"{entry.kind}/{entry.key}",
            seq=length + 1,
            verb=entry.verb,
            actor=entry.by,
            at=at,
            places=places,
            body=text,
            algorithm=algorithm,
        )
        heads[entry.kind, entry.key] = (length + 1, digest)
        day = days.get(at) or days.setdefault(at, clock.local_day(at))
        told = (entry.kind, entry.key, length + 1, entry.verb, entry.by, at, day)
        yield (*told, *places, text, prev, digest, algorithm)


def _move_heads(statement: str, streams: Sequence[Stream], heads: Mapping[Stream, Head]) -> int:
    moved = [(kind, key, *heads[kind, key]) for kind, key in streams]
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(column) for column in zip(*moved, strict=True)])
        return int(cursor.rowcount)
