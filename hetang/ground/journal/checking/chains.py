"""Every chain from its first event to its head, and on the way every length that a root has noted."""

from collections.abc import Callable, Iterator
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
_LEAVES = "SELECT kind, key, length, head, root FROM journal_leaf {where} ORDER BY kind, key, length, root"
_COUNT = "SELECT coalesce(sum(length), 0)::bigint FROM journal_stream {where}"
STEP = 100_000

Stream = tuple[str, int]


class Beside:
    """Rows (kind, key, …) in order, read beside the events."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows = rows
        self.next = next(rows, None)

    def take(self) -> tuple[Any, ...]:
        """The next row, which must be there."""
        taken = self.next
        assert taken is not None
        self.next = next(self._rows, None)
        return taken

    def before(self, stream: Stream | None) -> Iterator[tuple[Any, ...]]:
        """Rows of streams before this one (None: all that are left): those streams have no events."""
        while self.next is not None and (stream is None or (self.next[0], self.next[1]) < stream):
            yield self.take()

    def has(self, stream: Stream) -> bool:
        """Whether the next row is of this stream."""
        return self.next is not None and (self.next[0], self.next[1]) == stream


class Heads(Beside):
    """(kind, key, length, head)."""

    def close(self, stream: Stream, seq: int, prev: str) -> Iterator[Fault]:
        """The events of `stream` ended at `seq` with the hash `prev`."""
        yield from self.lost(stream)
        if not self.has(stream):
            yield Fault(_name(stream), 0, "stream head missing")
        elif self.take()[2:] != (seq, prev):
            yield Fault(_name(stream), seq, "tail cut or head changed")

    def lost(self, stream: Stream | None) -> Iterator[Fault]:
        """Heads before `stream` that have no event."""
        for row in self.before(stream):
            yield Fault(_name(row), 0, "stream deleted")


class Leaves(Beside):
    """(kind, key, length, head, root): one stream has as many as roots saw it grow."""

    def wanted(self, stream: Stream) -> int:
        """The next length of this stream that a root has noted; 0 for none."""
        return self.next[2] if self.next is not None and self.has(stream) else 0

    def meet(self, stream: Stream, seq: int, digest: str) -> Iterator[Fault]:
        """Event `seq` of `stream` has this hash; all leaves up to it are judged."""
        while 0 < self.wanted(stream) <= seq:
            _, _, length, head, root = self.take()
            if length < seq:
                yield Fault(_name(stream), length, "event missing", root)
            elif head != digest:
                yield Fault(_name(stream), seq, "other than in root", root)

    def close(self, stream: Stream) -> Iterator[Fault]:
        """`stream` has no more events; the first leaf that still wants one is told."""
        is_told = False
        while self.has(stream):
            _, _, length, _, root = self.take()
            if not is_told:
                yield Fault(_name(stream), length, "event missing", root)
            is_told = True

    def lost(self, stream: Stream | None) -> Iterator[Fault]:
        """Streams before this one that a root knows and that have no event, each once."""
        told = ("", 0)
        for row in self.before(stream):
            if (row[0], row[1]) != told:
                yield Fault(_name(row), 0, "stream deleted", row[4])
            told = (row[0], row[1])


def chain_faults(told: Told, stream: Stream | None = None) -> Iterator[Fault]:
    """Every fault of every chain, or of one. `told` hears (events read, events that there should be)."""
    words = list(stream or ())
    where = "WHERE kind = %s AND key = %s" if stream else ""
    total = next(streamed("count", _COUNT.format(where=where), words))[0]
    heads = Heads(streamed("heads", _HEADS.format(where=where), words, along_an_index=True))
    leaves = Leaves(streamed("leaves_beside", _LEAVES.format(where=where), words))
    where = where.replace("kind", "stream_kind").replace("key", "stream_key")
    events = streamed("events", _EVENTS.format(where=where), [settings.TIME_ZONE, *words], along_an_index=True)
    yield from _walk(events, heads, leaves, lambda done: told(done, total))
    yield from heads.lost(None)
    yield from leaves.lost(None)


def _walk(
    events: Iterator[tuple[Any, ...]], heads: Heads, leaves: Leaves, told: Callable[[int], None]
) -> Iterator[Fault]:
    """The loop that reads millions of rows: plain names, nothing built that is not needed."""
    stream, at_kind, at_key, last, prev, name, wanted = ("", 0), "", -1, 0, "", "", 0
    done, mark = 0, STEP
    for kind, key, seq, prev_hash, digest, algorithm, same_day, rest in events:
        if key != at_key or kind != at_kind:
            if name:
                yield from _close(heads, leaves, stream, last, prev)
            stream, at_kind, at_key, last, prev, name = (kind, key), kind, key, 0, "", f"{kind}/{key}"
            yield from leaves.lost(stream)
            wanted = leaves.wanted(stream)
        if seq != last + 1:
            yield Fault(name, last + 1, "event missing")
            prev = prev_hash
        make = DIGESTS.get(algorithm)
        text = f"{prev_hash}\n{name}\n{seq}{rest}"
        if prev_hash != prev or not same_day or make is None or make(text.encode()).hex() != digest:
            yield Fault(name, seq, "event changed")
        if 0 < wanted <= seq:
            yield from leaves.meet(stream, seq, digest)
            wanted = leaves.wanted(stream)
        last, prev = seq, digest
        done += 1
        if done == mark:
            mark += STEP
            told(done)
    if name:
        yield from _close(heads, leaves, stream, last, prev)
    told(done)


def _close(heads: Heads, leaves: Leaves, stream: Stream, last: int, prev: str) -> Iterator[Fault]:
    yield from heads.close(stream, last, prev)
    yield from leaves.close(stream)


def _name(row: tuple[Any, ...]) -> str:
    return f"{row[0]}/{row[1]}"
