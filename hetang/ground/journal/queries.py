"""Reading the journal."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from hetang.ground.journal.models import Event, Offset, Pending, Position, Stream
from hetang.ground.journal.rules import event_hash
from hetang.ground.lib import clock


def story(kind: str, key: int) -> QuerySet[Event]:
    """The events of one stream, first to last."""
    return Event.objects.filter(stream_kind=kind, stream_key=key).order_by("seq")


def extent() -> tuple[int, int]:
    """How many events in how many streams."""
    return Event.objects.count(), Stream.objects.count()


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
class Fault:
    """Where the journal does not verify. `seq` is 0 where the stream's head itself is wrong."""

    stream: str
    seq: int
    what: str


def verify() -> Iterator[Fault]:
    """Recompute every chain: a changed byte, a missing event, a cut tail or an unknown stream each yield a fault.

    Heads and events are read from one snapshot, so that what is written meanwhile raises no false alarm.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield from _faults()


def _faults() -> Iterator[Fault]:
    heads = {(s.kind, s.key): s for s in Stream.objects.iterator()}
    current: tuple[str, int] | None = None
    seq, prev = 0, ""
    for event in Event.objects.order_by("stream_kind", "stream_key", "seq").iterator(chunk_size=2000):
        stream = (event.stream_kind, event.stream_key)
        if stream != current:
            yield from _close(heads, current, seq, prev)
            current, seq, prev = stream, 0, ""
        seq += 1
        if event.seq != seq:
            yield Fault(f"{stream[0]}/{stream[1]}", seq, "event missing")
            seq = event.seq
        elif event.prev_hash != prev or event.hash != _recomputed(event) or event.day != clock.local_day(event.at):
            yield Fault(f"{stream[0]}/{stream[1]}", seq, "event changed")
        prev = event.hash
    yield from _close(heads, current, seq, prev)
    for kind, key in heads:
        yield Fault(f"{kind}/{key}", 0, "stream deleted")


def _close(
    heads: dict[tuple[str, int], Stream], stream: tuple[str, int] | None, seq: int, prev: str
) -> Iterator[Fault]:
    if stream is None:
        return
    head = heads.pop(stream, None)
    name = f"{stream[0]}/{stream[1]}"
    if head is None:
        yield Fault(name, 0, "stream head missing")
    elif (head.length, head.head) != (seq, prev):
        yield Fault(name, seq, "tail cut or head changed")


def _recomputed(event: Event) -> str:
    return event_hash(
        prev=event.prev_hash,
        stream=f"{event.stream_kind}/{event.stream_key}",
        seq=event.seq,
        verb=event.verb,
        actor=event.actor,
        at=event.at,
        places=(event.district, event.street, event.community),
        body=event.body_text,
    )
