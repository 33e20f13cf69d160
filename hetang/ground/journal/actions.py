"""Writing to the journal."""

from collections.abc import Mapping
from typing import Any, Protocol

from django.db import connection, transaction

from hetang.ground.journal.models import Event
from hetang.ground.journal.rules import canonical, event_hash
from hetang.ground.lib import clock


class Located(Protocol):
    """Anything with the three place columns."""

    district: str
    street: str
    community: str


_NEXT_SEQ = """
    INSERT INTO journal_stream (kind, key, length, head) VALUES (%s, %s, 1, '')
    ON CONFLICT (kind, key) DO UPDATE SET length = journal_stream.length + 1
    RETURNING length, head
"""

# Event and head in one statement: every action pays for this, and the ORM would double its cost.
_WRITE = """
    WITH written AS (
        INSERT INTO journal_event (stream_kind, stream_key, seq, verb, actor, at, day, district, street, community,
                                   body_text, prev_hash, hash)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
    )
    UPDATE journal_stream SET head = %s WHERE kind = %s AND key = %s RETURNING (SELECT id FROM written)
"""


def append(
    *,
    kind: str,
    key: int,
    verb: str,
    by: int | None,
    body: Mapping[str, Any] | None = None,
    place: Located | None = None,
) -> Event:
    """Write one event to stream `kind`/`key`; `by` is the actor's account id, None for the system.

    Must run inside the transaction of the change it tells of (RuntimeError otherwise); the stream's row is locked
    until that commits, so `seq` has no gap and no double.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an event belongs into the transaction of its change")
    places = (place.district, place.street, place.community) if place else ("", "", "")
    at, text = clock.now(), canonical(body or {})
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_SEQ, [kind, key])
        seq, prev = cursor.fetchone()
    digest = event_hash(
        prev=prev, stream=f"{kind}/{key}", seq=seq, verb=verb, actor=by, at=at, places=places, body=text
    )
    row: dict[str, Any] = {
        "stream_kind": kind,
        "stream_key": key,
        "seq": seq,
        "verb": verb,
        "actor": by,
        "at": at,
        "day": clock.local_day(at),
        "district": places[0],
        "street": places[1],
        "community": places[2],
        "body_text": text,
        "prev_hash": prev,
        "hash": digest,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [*row.values(), digest, kind, key])
        return Event(id=cursor.fetchone()[0], **row)


_SEQUENCE = """
    WITH waiting AS (SELECT event_id FROM journal_pending ORDER BY event_id LIMIT %s),
         gone AS (DELETE FROM journal_pending p USING waiting w WHERE p.event_id = w.event_id RETURNING p.event_id)
    INSERT INTO journal_position (event_id) SELECT event_id FROM gone ORDER BY event_id
"""
_SEQUENCER_LOCK = 1788_0001


def sequence_new(limit: int = 2000) -> int:
    """Give up to `limit` committed events their positions and return how many.

    Reading by event id would lose an event whose transaction commits late. One sequencer at a time (advisory lock)
    numbers only what is committed, and its own commit order is the order of positions.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEQUENCER_LOCK])
        cursor.execute(_SEQUENCE, [limit])
        return int(cursor.rowcount)
