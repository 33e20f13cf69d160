"""Every chain from its first event to its head."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from hetang.ground.journal.checking.faults import Fault, Told, streamed
from hetang.ground.journal.digests import DIGESTS

# The text behind `prev`, stream and `seq` is put together by the database, twice as fast as here; what it is must
# give the stored digest, so it cannot be wrong unnoticed. tests/test_verify.py holds it against rules.event_hash.
_EVENTS = """
    SELECT stream_kind, stream_key, seq, prev_hash, hash, algorithm, day = (at AT TIME ZONE %s)::date,
        E'\n' || verb || E'\n' || coalesce(actor::text, '') || E'\n'
        || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')
        || E'\n' || district || E'\n' || street || E'\n' || community || E'\n' || body_text
    FROM journal_event {where} ORDER BY stream_kind, stream_key, seq
"""
_HEADS = "SELECT kind, key, length, head FROM journal_stream {where} ORDER BY kind, key"
_COUNT = "SELECT coalesce(sum(length), 0)::bigint FROM journal_stream {where}"
STEP = 100_000

Stream = tuple[str, int]


class Heads:
    """The heads in order, read beside the events; what is passed over has lost its events."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def close(self, stream: Stream, seq: int, prev: str) -> Iterator[Fault]:
        """The events of `stream` ended at `seq` with the hash `prev`."""
        yield from self._skip(stream)
        head = self._next
        if head is None or (head[0], head[1]) != stream:
            yield Fault(_name(stream), 0, "stream head missing")
            return
        if (head[2], head[3]) != (seq, prev):
            yield Fault(_name(stream), seq, "tail cut or head changed")
        self._next = next(self._rows, None)

    def _skip(self, stream: Stream) -> Iterator[Fault]:
        while self._next is not None and (self._next[0], self._next[1]) < stream:
            yield Fault(_name((self._next[0], self._next[1])), 0, "stream deleted")
            self._next = next(self._rows, None)

    def rest(self) -> Iterator[Fault]:
        """Heads behind the last event."""
        while self._next is not None:
            yield Fault(_name((self._next[0], self._next[1])), 0, "stream deleted")
            self._next = next(self._rows, None)


def chain_faults(told: Told, stream: Stream | None = None) -> Iterator[Fault]:
    """Every fault of every chain, or of one. `told` hears (events read, events that there should be)."""
    words = list(stream or ())
    total = next(streamed("count", _COUNT.format(where="WHERE kind = %s AND key = %s" if stream else ""), words))[0]
    heads = Heads(streamed("heads", _HEADS.format(where="WHERE kind = %s AND key = %s" if stream else ""), words))
    where = "WHERE stream_kind = %s AND stream_key = %s" if stream else ""
    events = streamed("events", _EVENTS.format(where=where), [settings.TIME_ZONE, *words])
    yield from _walk(events, heads, told, total)
    yield from heads.rest()


def _walk(events: Iterator[tuple[Any, ...]], heads: Heads, told: Told, total: int) -> Iterator[Fault]:
    """The loop that reads millions of rows: plain names, nothing built that is not needed."""
    at_kind, at_key, last, prev, name = "", -1, 0, "", ""
    done, mark = 0, STEP
    for kind, key, seq, prev_hash, digest, algorithm, same_day, rest in events:
        if key != at_key or kind != at_kind:
            if name:
                yield from heads.close((at_kind, at_key), last, prev)
            at_kind, at_key, last, prev, name = kind, key, 0, "", f"{kind}/{key}"
        if seq != last + 1:
            yield Fault(name, last + 1, "event missing")
            prev = prev_hash
        make = DIGESTS.get(algorithm)
        text = f"{prev_hash}\n{name}\n{seq}{rest}"
        if prev_hash != prev or not same_day or make is None or make(text.encode()).hex() != digest:
            yield Fault(name, seq, "event changed")
        last, prev = seq, digest
        done += 1
        if done == mark:
            mark += STEP
            told(done, total)
    if name:
        yield from heads.close((at_kind, at_key), last, prev)
    told(done, total)


def _name(stream: Stream) -> str:
    return f"{stream[0]}/{stream[1]}"
