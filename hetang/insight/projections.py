"""The consumer behind every figure."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.db import connection

from hetang.ground.journal.api import Event, story
from hetang.insight.models import Figure
from hetang.insight.rules import Standing, changes_the_past, counted, standing

_ADD = """
    INSERT INTO insight_figure (day, street, community, measure, amount) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (street, measure, day, community) DO UPDATE SET amount = insight_figure.amount + EXCLUDED.amount
"""


class Figures:
    """Folds case events into `Figure`, one statement per changed figure of a batch."""

    def apply(self, events: Sequence[Event]) -> None:
        """Add what these events count."""
        added: Counter[tuple[date, str, str, str]] = Counter()
        for event in events:
            if event.stream_kind != "case":
                continue
            body = event.body
            if changes_the_past(event.verb, body):
                for (day, community, measure), amount in _taken_back(event).items():
                    added[(day, event.street, community, measure)] += amount
                continue
            for measure, amount in counted(event.verb, body):
                added[(event.day, event.street, event.community, measure)] += amount
        if added:
            with connection.cursor() as cursor:
                # Sorted, so that two folds of overlapping rows could never wait for each other in a ring.
                cursor.executemany(_ADD, [[*key, n] for key, n in sorted(added.items(), key=lambda kv: str(kv[0]))])

    def reset(self) -> None:
        """Forget every figure."""
        Figure.objects.all().delete()

    def snapshot(self) -> list[tuple[object, ...]]:
        """All figures in order."""
        rows = Figure.objects.order_by("street", "measure", "day", "community")
        return list(rows.values_list("street", "measure", "day", "community", "amount"))


def _taken_back(event: Event) -> Standing:
    """What a void or a correction changes in figures counted before: the matter's standing after it less before it.

    Read from the matter's own story, which is never changed, so that a rebuild comes to the same.
    """
    told = [
        (e.verb, e.body, e.day, e.community)
        for e in story(event.stream_kind, event.stream_key).filter(seq__lte=event.seq)
    ]
    change = standing(told)
    change.subtract(standing(told[:-1]))
    return change
