"""The consumer behind every figure."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.db import connection

from hetang.ground.journal.api import Event
from hetang.insight.rules import COUNTED, counted

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
            if event.stream_kind == "case" and event.verb in COUNTED:
                for measure, amount in counted(event.verb, event.body):
                    added[(event.day, event.street, event.community, measure)] += amount
        if added:
            # Sorted, so that two folds of overlapping rows could never wait for each other in a ring.
            rows = [(*key, n) for key, n in sorted(added.items())]
            with connection.cursor() as cursor:
                cursor.execute(_ADD, [list(column) for column in zip(*rows, strict=True)])
