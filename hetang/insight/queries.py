"""Figures of a period, and the cases behind each of them."""

import json
from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from hetang.ground.journal.api import Event, Reading, reading
from hetang.insight.models import Figure
from hetang.insight.rules import COUNTED, MEASURES, Happening, Standing, standing
from hetang.record.cases.api import STREAM, Case
from hetang.record.finding.api import day_marks, days

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


def totals(streets: frozenset[str], since: date, until: date) -> dict[str, int]:
    """Sum of each measure in these streets from `since` to `until`, both included; measures without rows are absent."""
    rows = Figure.objects.filter(street__in=streets, day__range=(since, until))
    return dict(rows.values_list("measure").annotate(total=Sum("amount")).values_list("measure", "total"))


def by_month(streets: frozenset[str], since: date, until: date) -> dict[tuple[date, str], int]:
    """Sum of each measure by (first day of the month, measure); months without rows are absent."""
    rows = Figure.objects.filter(street__in=streets, day__range=(since, until))
    summed = rows.annotate(month=TruncMonth("day")).values_list("month", "measure").annotate(total=Sum("amount"))
    return {(month, measure): total for month, measure, total in summed.order_by()}


def by_category(cases: QuerySet[Case], since: datetime, until: datetime) -> list[tuple[str, int]]:
    """(category, how many) of the cases registered from `since` to before `until`, the most frequent first."""
    rows = cases.filter(registered_at__gte=since, registered_at__lt=until)
    counted_rows = rows.order_by().values_list("category").annotate(n=Count("id")).order_by("-n", "category")
    return list(counted_rows.values_list("category", "n"))


def in_hand_by_unit(cases: QuerySet[Case], now: datetime) -> dict[int, tuple[int, int]]:
    """Unit id → (open cases, those of them whose next alarm is past)."""
    rows = cases.filter(is_open=True).order_by().values("unit_id")
    grouped = rows.annotate(n=Count("id"), late=Count("id", filter=Q(sort_due__lt=now)))
    return {unit: (n, late) for unit, n, late in grouped.values_list("unit_id", "n", "late")}


def as_of() -> Reading:
    """Whether the figures are up to date with the journal, and if not, to when they tell."""
    return reading("figures")


def cases_behind(
    cases: QuerySet[Case], measure: str, *, since: date | None = None, until: date | None = None
) -> QuerySet[Case]:
    """Of `cases`, those that make up the figure, as far as their entries are up to date. An unknown measure has none.

    For look-ups; a list asks for `behind` among the marks it wants.
    """
    marks = behind(measure, since or FIRST_DAY, until or LAST_DAY)
    return cases.filter(entry__facets__overlap=marks) if marks else cases.none()


def behind(measure: str, since: date, until: date) -> list[str]:
    """The marks of which one is on every case that counts towards the measure from `since` to `until`."""
    return days(measure, since, until) if measure in MEASURES else []


def measures_of(keys: Collection[int]) -> dict[int, list[str]]:
    """What each case counts towards and when, as marks: its whole story, so that a void takes back what it counted."""
    rows = Event.objects.filter(stream_kind=STREAM, stream_key__in=keys, verb__in=COUNTED).order_by("stream_key", "seq")
    told: dict[int, list[Happening]] = defaultdict(list)
    for key, verb, text, day, community in rows.values_list("stream_key", "verb", "body_text", "day", "community"):
        told[key].append((verb, json.loads(text), day, community))
    return {key: sorted(_marks(standing(events))) for key, events in told.items()}


def _marks(total: Standing) -> set[str]:
    return {found for (day, _, measure), amount in total.items() if amount for found in day_marks(measure, day)}
