"""Figures of a period, and the cases behind each of them."""

from datetime import date, datetime

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from hetang.ground.journal.api import Event, Reading, reading
from hetang.insight.models import Figure
from hetang.insight.rules import INTAKES, KINDS, counted
from hetang.record.cases.api import STREAM, Case

# The verbs that can count towards a measure; which of their events do is decided by the same rule as the figure.
_VERBS = {
    "taken_in": ("register",),
    **dict.fromkeys(KINDS.values(), ("register",)),
    "mediated": ("settle", "terminate"),
    "settled_first": ("settle",),
    "mediated_other": ("settle", "terminate"),
    "settled_other": ("settle",),
    "settled": ("settle",),
    "settled_fen": ("settle",),
    "terminated": ("terminate",),
    "asked": ("follow_up",),
    "solved": ("follow_up",),
    "rated": ("follow_up",),
    "content": ("follow_up",),
    "closed": ("close", "reply"),
    "archived": ("archive",),
    "voided": ("void",),
}


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
    """Of `cases`, those whose events make up the figure. An unknown measure has none."""
    # A voided matter stays an intake and counts as nothing else; a corrected kind counts as what it is now.
    if measure not in INTAKES and measure != "voided":
        cases = cases.exclude(state="voided")
    kind = next((kind for kind, name in KINDS.items() if name == measure), "")
    if kind:
        cases = cases.filter(kind=kind)
    events = Event.objects.filter(stream_kind=STREAM, verb__in=_VERBS.get(measure, ()))
    if since:
        events = events.filter(day__gte=since)
    if until:
        events = events.filter(day__lte=until)
    events = events.filter(stream_key__in=cases.values("pk"))
    keys = {e.stream_key for e in events.iterator() if kind or measure in dict(counted(e.verb, e.body))}
    return cases.filter(pk__in=keys)
