"""The consumer behind every figure."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.db import connection

from hetang.ground.journal.api import Event, story
from hetang.insight.rules import COUNTED, Standing, changes_the_past, counted, standing

# One statement however many figures a batch changes.
_ADD = """
    INSERT INTO insight_figure (day, street, community, measure, amount)
    SELECT * FROM unnest(%s::date[], %s::text[], %s::text[], %s::text[], %s::bigint[])
    ON CONFLICT (street, measure, day, community) DO UPDATE SET amount = insight_figure.amount + EXCLUDED.amount
"""


class Figures:
    """Folds case events into `Figure`, one statement a batch."""

    tables: Sequence[str] = ("insight_figure",)

    def apply(self, events: Sequence[Event]) -> None:
        """Add what these events count."""
        added: Counter[tuple[date, str, str, str]] = Counter()
        for event in events:
            if event.stream_kind != "case" or event.verb not in COUNTED:
                continue
            body = event.body
            if changes_the_past(event.verb, body):
                for (day, community, measure), amount in _taken_back(event).items():
                    added[(day, event.street, community, measure)] += amount
                continue
            for measure, amount in counted(event.verb, body):
                added[(event.day, event.street, event.community, measure)] += amount
        if added:
            # Sorted, so that two folds of overlapping rows could never wait for each other in a ring.
            rows = [(*key, n) for key, n in sorted(added.items())]
            with connection.cursor() as cursor:
                cursor.execute(_ADD, [list(column) for column in zip(*rows, strict=True)])


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
