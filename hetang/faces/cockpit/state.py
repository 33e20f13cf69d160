"""What the cockpit shows: counts and sums, and for each the address of the list behind it. Nothing personal."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from hetang.commons.places.api import Unit, units_of
from hetang.faces.cockpit.periods import Period, in_short, months_until, share
from hetang.ground.lib import clock
from hetang.ground.lib.labels import Label
from hetang.ground.lib.moments import MONTHS
from hetang.ground.rulepacks import api as rulepacks
from hetang.insight import api as insight
from hetang.record.cases.api import Case

CATEGORIES_SHOWN = 8


@dataclass(frozen=True)
class Bar:
    """One figure beside others of its kind; `length` is its share of the longest, 0 to 100."""

    count: int
    url: str
    length: int


@dataclass(frozen=True)
class Row:
    """A line of bars: a category, or a station with its open and overdue cases."""

    label: Label
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Month:
    """One month: received and settled."""

    first: date
    received: Bar
    settled: Bar

    @property
    def label(self) -> dict[str, str]:
        """3 月 or Mar."""
        return {"zh": f"{self.first.month} 月", "en": MONTHS[self.first.month - 1]}


def cases_url(**asked: Any) -> str:
    """The desk's list of cases, narrowed."""
    return f"{reverse('case-list')}?{urlencode({key.rstrip('_'): value for key, value in asked.items()})}"


def measured_url(measure: str, since: date, until: date, **more: Any) -> str:
    """The cases behind `measure` in a period."""
    return cases_url(measure=measure, from_=since.isoformat(), to=until.isoformat(), **more)


def figures_of(streets: frozenset[str], period: Period) -> dict[str, Any]:
    """The sums of the period with their addresses."""
    sums = insight.totals(streets, period.since, period.until)
    count = {measure: sums.get(measure, 0) for measure in insight.MEASURES}
    return {
        "count": count,
        "url": {measure: measured_url(measure, period.since, period.until) for measure in insight.MEASURES},
        "success": share(count["settled_first"], count["mediated"]),
        "content": share(count["content"], count["rated"]),
        "amount": in_short(count["settled_fen"]),
    }


def months_of(streets: frozenset[str], today: date) -> list[Month]:
    """The last twelve months, this one included."""
    firsts = months_until(today)
    found = insight.by_month(streets, firsts[0], today)
    most = max((n for (_, measure), n in found.items() if measure in {"taken_in", "settled"}), default=0)

    def bar(first: date, measure: str) -> Bar:
        count, last = found.get((first, measure), 0), first.replace(day=monthrange(first.year, first.month)[1])
        return Bar(count, measured_url(measure, first, last), _length(count, most))

    return [Month(first, bar(first, "taken_in"), bar(first, "settled")) for first in firsts]


def categories_of(cases: QuerySet[Case], period: Period) -> list[Row]:
    """The most frequent kinds of what was registered in the period."""
    counted = insight.by_category(cases, _midnight(period.since), _midnight(period.until + timedelta(days=1)))
    shown = counted[:CATEGORIES_SHOWN]
    most = max((n for _, n in shown), default=0)
    return [
        Row(
            rulepacks.label("categories", key),
            (Bar(n, measured_url("taken_in", period.since, period.until, category=key), _length(n, most)),),
        )
        for key, n in shown
    ]


def standing_of(streets: frozenset[str], cases: QuerySet[Case]) -> dict[str, Any]:
    """What is in hand and overdue right now: in all, by station, and by other units that have some."""
    in_hand = insight.in_hand_by_unit(cases, clock.now())
    units = [unit for street in sorted(streets) for unit in units_of(street)]
    most = max((n for n, _ in in_hand.values()), default=0)
    return {
        "in_hand": Bar(sum(n for n, _ in in_hand.values()), cases_url(state="open"), 0),
        "late": Bar(sum(late for _, late in in_hand.values()), cases_url(late=1), 0),
        "stations": [
            _station(unit, *in_hand.get(unit.pk, (0, 0)), most)
            for unit in units
            if unit.kind == unit.Kind.STATION or unit.pk in in_hand
        ],
    }


def _station(unit: Unit, opened: int, late: int, most: int) -> Row:
    bars = (
        Bar(opened, cases_url(state="open", unit=unit.code), _length(opened, most)),
        Bar(late, cases_url(late=1, unit=unit.code), _length(late, most)),
    )
    return Row(unit.name, bars)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def _length(count: int, most: int) -> int:
    """A count that is there at all shows at least a sliver."""
    return max(2, round(100 * count / most)) if count else 0
