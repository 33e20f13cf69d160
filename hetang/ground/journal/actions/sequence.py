"""Giving positions to committed events."""

from django.db import connection, transaction

# Positions follow one another without a gap: only the holder of the lock writes them, so the highest is the count.
_SEQUENCE = """
    WITH waiting AS (SELECT event_id FROM journal_pending ORDER BY event_id LIMIT %s),
         gone AS (DELETE FROM journal_pending p USING waiting w WHERE p.event_id = w.event_id RETURNING p.event_id)
    INSERT INTO journal_position (id, event_id)
    SELECT (SELECT coalesce(max(id), 0) FROM journal_position) + row_number() OVER (ORDER BY event_id), event_id
    FROM gone
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
