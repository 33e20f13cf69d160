"""Writing one event."""

from collections.abc import Mapping
from typing import Any, Protocol

from django.conf import settings
from django.db import connection

from hetang.ground.journal.models import Event
from hetang.ground.journal.rules import canonical, event_hash
from hetang.ground.lib import clock


class Located(Protocol):
    """Anything with the three place columns."""

    district: str
    street: str
    community: str


_HEAD = "SELECT length, head FROM journal_stream WHERE kind = %s AND key = %s FOR UPDATE"
# Event and head in one statement: every action pays for this, and the ORM would double its cost.
_COLUMNS = """(stream_kind, stream_key, seq, verb, actor, at, day, district, street, community,
               body_text, prev_hash, hash, algorithm)"""
_PLACES = "%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s"
_BEGIN = f"""
    WITH begun AS (
        INSERT INTO journal_stream (kind, key, length, head) VALUES (%s, %s, 1, %s) ON CONFLICT DO NOTHING RETURNING 1
    ) INSERT INTO journal_event {_COLUMNS} SELECT {_PLACES} FROM begun RETURNING id
"""  # noqa: S608 - constants
_CONTINUE = f"""
    WITH moved AS (UPDATE journal_stream SET head = %s, length = length + 1 WHERE kind = %s AND key = %s)
    INSERT INTO journal_event {_COLUMNS} VALUES ({_PLACES}) RETURNING id
"""  # noqa: S608 - constants


def append(
    *,
    kind: str,
    key: int,
    verb: str,
    by: int | None,
    body: Mapping[str, Any] | None = None,
    place: Located | None = None,
    first: bool = False,
) -> Event:
    """Write one event to stream `kind`/`key`; `by` is the actor's account id, None for the system.

    Must run inside the transaction of the change it tells of (RuntimeError otherwise); the stream's row is locked
    until that commits, so `seq` has no gap and no double. Costs two statements, or one where `first` says that the
    stream is new; a wrong `first` costs time and nothing else.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an event belongs into the transaction of its change")
    places = (place.district, place.street, place.community) if place else ("", "", "")
    at, text, algorithm = clock.now(), canonical(body or {}), settings.JOURNAL_DIGEST
    stream = f"{kind}/{key}"
    with connection.cursor() as cursor:
        length, prev = (0, "") if first else _lock_head(cursor, kind, key)
        while True:
            digest = event_hash(
                prev=prev,
                stream=stream,
                seq=length + 1,
                verb=verb,
                actor=by,
                at=at,
                places=places,
                body=text,
                algorithm=algorithm,
            )
            told = (kind, key, length + 1, verb, by, at, clock.local_day(at))
            row: Any = (*told, *places, text, prev, digest, algorithm)
            if length:
                cursor.execute(_CONTINUE, (digest, kind, key, *row))
            else:
                cursor.execute(_BEGIN, (kind, key, digest, *row))
            written = cursor.fetchone()
            if written:
                return Event(written[0], *row)
            # Somebody else began this stream meanwhile; their transaction has ended, for we waited for it.
            length, prev = _lock_head(cursor, kind, key)


def _lock_head(cursor: Any, kind: str, key: int) -> tuple[int, str]:
    """Length and last hash of a stream, its row locked until commit; (0, "") for a stream that is not there."""
    cursor.execute(_HEAD, (kind, key))
    found = cursor.fetchone()
    return found if found else (0, "")
