"""How fast the journal is verified and folded."""

import time
from itertools import count as numbers

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from hetang.ground.journal.api import Event, verify

BATCH, BATCHES = 500, 20


def measure(seconds: float) -> str:
    """Events a second of a whole verification (or as far as `seconds` lead) and of each consumer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_event")
        (events,) = cursor.fetchone()
    begun, cpu = time.perf_counter(), time.process_time()
    faults = sum(1 for _ in verify())
    wall, cpu = time.perf_counter() - begun, time.process_time() - cpu
    lines = [
        f"**Journal**, {events:,} events. Verified whole: {events / wall:,.0f} events a second"
        f" ({wall:.0f} s, {cpu:.0f} s of Python), {faults} faults. Limits: 50,000 verified, 2,000 folded.",
    ]
    lines += [
        f"`{name}` folds {_fold(path):,.0f} events a second." for name, path in settings.JOURNAL_CONSUMERS.items()
    ]
    return "\n".join(lines)


def _fold(path: str) -> float:
    """Fold batches from the middle of the journal, and take it back."""
    consumer = import_string(path)()
    with transaction.atomic():
        first = Event.objects.order_by("-id").values_list("id", flat=True)[0] // 2
        taken, begun = 0, time.perf_counter()
        for turn in numbers():
            found = list(Event.objects.filter(id__gt=first + turn * BATCH).order_by("id")[:BATCH])
            if turn == BATCHES or not found:
                break
            consumer.apply(found)
            taken += len(found)
        wall = time.perf_counter() - begun
        transaction.set_rollback(True)
    return taken / wall
