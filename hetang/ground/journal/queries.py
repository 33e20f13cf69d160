"""Reading the journal."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from hetang.ground.journal.models import Event, Offset, Pending, Position, Root, Stream


def story(kind: str, key: int) -> QuerySet[Event]:
    """The events of one stream, first to last."""
    return Event.objects.filter(stream_kind=kind, stream_key=key).order_by("seq")


def lengths(kind: str, keys: Collection[int]) -> dict[int, int]:
    """How many events each of these streams has; those that have none are absent."""
    return dict(Stream.objects.filter(kind=kind, key__in=keys).values_list("key", "length"))


def openings(kind: str, keys: Collection[int]) -> dict[int, dict[str, Any]]:
    """The body of the first event of each of these streams."""
    rows = Event.objects.filter(stream_kind=kind, stream_key__in=keys, seq=1)
    return {key: json.loads(text) for key, text in rows.values_list("stream_key", "body_text")}


# Behind the consumer's offset and still without a position: what it has not seen.
_UNREAD = """
    SELECT DISTINCT e.stream_key FROM journal_event e JOIN (
        (SELECT event_id FROM journal_position
            WHERE id > coalesce((SELECT position FROM journal_offset WHERE consumer = %(name)s), 0) LIMIT %(most)s)
        UNION ALL (SELECT event_id FROM journal_pending LIMIT %(most)s)
    ) news ON e.id = news.event_id WHERE e.stream_kind = %(kind)s
"""


def unread(consumer: str, kind: str, most: int) -> list[int]:
    """Streams of `kind` with events that `consumer` has not folded yet, looking at no more than twice `most` events."""
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, {"name": consumer, "kind": kind, "most": most})
        return [key for (key,) in cursor.fetchall()]


_ARRIVALS = """
    SELECT e.id, e.stream_key, e.verb, e.at FROM journal_event e JOIN (
        (SELECT event_id FROM journal_position WHERE id > %(after)s ORDER BY id LIMIT %(most)s)
        UNION ALL (SELECT event_id FROM journal_pending LIMIT %(most)s)
    ) news ON e.id = news.event_id WHERE e.stream_kind = %(kind)s AND e.verb = ANY(%(verbs)s) ORDER BY e.at, e.id
"""


def arrivals(
    kind: str, verbs: Sequence[str], after: int | None, most: int = 1000
) -> tuple[int, list[tuple[int, int, str, datetime]]]:
    """What was committed behind position `after`, numbered or not: (event, stream, verb, when); and the last position.

    What has no number yet comes again, until it has one. Without `after` only that. Two queries.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM journal_position")
        last = int(cursor.fetchone()[0])
        words: dict[str, Any] = {
            "after": last if after is None else after,
            "kind": kind,
            "verbs": list(verbs),
            "most": most,
        }
        cursor.execute(_ARRIVALS, words)
        return min(last, (last if after is None else after) + most), cursor.fetchall()


def last_root() -> Root | None:
    """The newest root, or None before the first."""
    return Root.objects.order_by("-number").first()


@dataclass(frozen=True)
class Reading:
    """How far a consumer has read: everything (`behind` is False), or to the event of `until` (None: nothing yet)."""

    behind: bool
    until: datetime | None


def reading(consumer: str) -> Reading:
    """Where `consumer` stands, committed events that have no position yet included. One query."""
    rows = Offset.objects.filter(consumer=consumer).annotate(
        unread=Exists(Position.objects.filter(id__gt=OuterRef("position"))),
        unnumbered=Exists(Pending.objects.all()),
        last=Subquery(Position.objects.filter(id=OuterRef("position")).values("event__at")),
    )
    found = rows.first()
    if found is None:
        return Reading(behind=Event.objects.exists(), until=None)
    return Reading(behind=found.unread or found.unnumbered, until=found.last)


@dataclass(frozen=True)
class Lag:
    """How many events a consumer has not folded yet, and when the oldest of them happened (None: it has all)."""

    events: int
    since: datetime | None


# Positions have no gap, so the distance to the last one is a count; what waits for a position is counted up to a limit.
_LAG = """
    SELECT coalesce(o.position, 0),
           (SELECT coalesce(max(id), 0) FROM journal_position),
           (SELECT count(*) FROM (SELECT FROM journal_pending LIMIT %(limit)s) few),
           (SELECT e.at FROM journal_event e WHERE e.id = coalesce(
               (SELECT event_id FROM journal_position WHERE id = coalesce(o.position, 0) + 1),
               (SELECT min(event_id) FROM journal_pending)))
    FROM (SELECT %(name)s::text AS consumer) asked LEFT JOIN journal_offset o USING (consumer)
"""
PENDING_LIMIT = 100_000


def lag() -> dict[str, Lag]:
    """How far each consumer is behind. Cheap at any size: four look-ups in indexes for each."""
    return {name: lag_of(name) for name in settings.JOURNAL_CONSUMERS}


def lag_of(consumer: str) -> Lag:
    """How far one consumer is behind. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_LAG, {"name": consumer, "limit": PENDING_LIMIT})
        read, last, waiting, since = cursor.fetchone()
    return Lag(last - read + waiting, since)
