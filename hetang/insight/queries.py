"""Figures of a period, and the cases behind each of them."""

from datetime import date

from django.db.models import QuerySet, Sum

from hetang.ground.journal.api import Event
from hetang.insight.models import Figure
from hetang.insight.rules import counted
from hetang.record.cases.api import STREAM, Case

# The verbs that can count towards a measure; which of their events do is decided by the same rule as the figure.
_VERBS = {
    "taken_in": ("register",),
    "mediated": ("settle", "terminate"),
    "settled": ("settle",),
    "settled_fen": ("settle",),
    "terminated": ("terminate",),
    "asked": ("follow_up",),
    "solved": ("follow_up",),
    "rated": ("follow_up",),
    "content": ("follow_up",),
    "closed": ("close",),
    "archived": ("archive",),
    "voided": ("void",),
}


def totals(streets: frozenset[str], since: date, until: date) -> dict[str, int]:
    """Sum of each measure in these streets from `since` to `until`, both included; measures without rows are absent."""
    rows = Figure.objects.filter(street__in=streets, day__range=(since, until))
    return dict(rows.values_list("measure").annotate(total=Sum("amount")).values_list("measure", "total"))


def cases_behind(
    cases: QuerySet[Case], measure: str, *, since: date | None = None, until: date | None = None
) -> QuerySet[Case]:
    """Of `cases`, those whose events make up the figure. An unknown measure has none."""
    events = Event.objects.filter(stream_kind=STREAM, verb__in=_VERBS.get(measure, ()))
    if since:
        events = events.filter(day__gte=since)
    if until:
        events = events.filter(day__lte=until)
    events = events.filter(stream_key__in=cases.values("pk"))
    keys = {e.stream_key for e in events.iterator() if measure in dict(counted(e.verb, e.body))}
    return cases.filter(pk__in=keys)
