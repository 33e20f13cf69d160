"""Consumers fold the journal into tables of their own: in commit order, at least once, offset and rows together."""

from collections.abc import Callable, Sequence
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from hetang.ground.journal.actions import sequence_new
from hetang.ground.journal.models import Event, Offset, Position

BATCH = 500


class Consumer(Protocol):
    """What a room offers in settings.JOURNAL_CONSUMERS."""

    def apply(self, events: Sequence[Event]) -> None:
        """Fold `events` (in order) into the consumer's tables."""

    def reset(self) -> None:
        """Empty the consumer's tables."""

    def snapshot(self) -> list[tuple[object, ...]]:
        """The tables' contents in a fixed order, to compare before and after a rebuild."""


def registered() -> dict[str, Consumer]:
    """Every consumer by name."""
    return {name: import_string(path)() for name, path in settings.JOURNAL_CONSUMERS.items()}


def run_once(name: str, consumer: Consumer, until: int | None = None) -> int:
    """Fold the next batch for `name`, at most to position `until`; returns how many events it took (0 = none)."""
    with transaction.atomic():
        Offset.objects.get_or_create(consumer=name)
        offset = Offset.objects.select_for_update().get(consumer=name)
        rows = Position.objects.filter(id__gt=offset.position).order_by("id").select_related("event")
        if until is not None:
            rows = rows.filter(id__lte=until)
        positions = list(rows[:BATCH])
        if positions:
            consumer.apply([p.event for p in positions])
            offset.position = positions[-1].pk
            offset.save(update_fields=["position"])
        return len(positions)


def catch_up() -> int:
    """Number everything committed and let every consumer read to the end; returns the events folded."""
    while sequence_new():
        pass
    total = 0
    for name, consumer in registered().items():
        while taken := run_once(name, consumer):
            total += taken
    return total


def rebuild(name: str, progress: Callable[[int, int], None] = lambda _done, _all: None) -> bool:
    """Empty the projection `name`, fold the whole journal again, and say whether the result equals what was there.

    Raises KeyError for an unknown name. `progress` is told (events folded, events in all) after each batch.
    All in one transaction: readers see the old rows until it commits. Events that arrive meanwhile are left to the
    next batch, so that like is compared with like.
    """
    consumer = registered()[name]
    catch_up()
    with transaction.atomic():
        offset = Offset.objects.select_for_update().get(consumer=name)
        before, end = consumer.snapshot(), offset.position
        consumer.reset()
        Offset.objects.filter(consumer=name).update(position=0)
        done, total = 0, Position.objects.filter(id__lte=end).count()
        while taken := run_once(name, consumer, until=end):
            done += taken
            progress(done, total)
        return consumer.snapshot() == before


def lag() -> dict[str, int]:
    """How many numbered events each consumer has not read yet."""
    # Counted, not subtracted: positions have gaps where a sequencer was rolled back.
    read = dict(Offset.objects.values_list("consumer", "position"))
    return {name: Position.objects.filter(id__gt=read.get(name, 0)).count() for name in settings.JOURNAL_CONSUMERS}
