"""The list of cases and its filters."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.http import QueryDict

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import persons_by_name, persons_by_phone
from hetang.commons.places import api as places
from hetang.ground.lib import clock
from hetang.ground.lib.ids import normalise_code
from hetang.ground.lib.labels import Label
from hetang.insight.api import MEASURES, cases_behind
from hetang.record.cases.api import KINDS, LEVELS, STATES, Case, Party, cases_mentioning, visible_to


@dataclass(frozen=True)
class Filters:
    """What the address asks for. Unknown states or days ask for nothing; unknown measures have no case."""

    state: str = ""
    category: str = ""
    text: str = ""
    measure: str = ""
    since: date | None = None
    until: date | None = None
    unit: str = ""
    late: bool = False
    kind: str = ""
    risk: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Filters":
        """From the query string."""
        state, kind, risk = query.get("state", ""), query.get("kind", ""), query.get("risk", "")
        return cls(
            state=state if state in STATES or state == "open" else "",
            category=query.get("category", "")[:40],
            text=query.get("q", "").strip()[:60],
            measure=query.get("measure", "")[:24],
            since=_day(query.get("from", "")),
            until=_day(query.get("to", "")),
            unit=query.get("unit", "")[:24],
            late=query.get("late", "") == "1",
            kind=kind if kind in KINDS else "",
            risk=risk if risk in LEVELS else "",
        )

    def apply(self, user: Account) -> QuerySet[Case]:
        """The cases this person may see that fit."""
        rows = visible_to(user)
        if self.state:
            rows = rows.filter(is_open=True) if self.state == "open" else rows.filter(state=self.state)
        if self.category:
            rows = rows.filter(category=self.category)
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.risk:
            rows = rows.filter(risk=LEVELS.index(self.risk))
        if self.unit:
            rows = rows.filter(unit__code=self.unit)
        if self.late:
            rows = rows.filter(is_open=True, sort_due__lt=clock.now())
        if self.text:
            rows = rows.filter(self._search())
        if self.measure:
            rows = cases_behind(rows, self.measure, since=self.since, until=self.until)
        return rows

    @property
    def measure_label(self) -> str:
        """What the figure is called whose cases are shown, as a message id; "" where none is asked for."""
        return MEASURES.get(self.measure, "")

    @property
    def unit_name(self) -> Label:
        """Name of the unit asked for; "" where there is none."""
        found = places.unit(self.unit) if self.unit else None
        return found.name if found else ""

    def _search(self) -> Q:
        """By number, code, a party's telephone or name, or a word of the text."""
        code = normalise_code(self.text)
        found = Q(number__iexact=self.text) | Q(summary__contains=self.text)
        # By key, not by a join over the parties, which would show a case once for each of them.
        found |= Q(pk__in=_parts_named(self.text).values("case"))
        if mentioned := cases_mentioning(self.text):
            found |= Q(pk__in=mentioned)
        return found | Q(code=code) if code else found


def _parts_named(text: str) -> QuerySet[Party]:
    return Party.objects.filter(Q(person__in=persons_by_name(text)) | Q(person__in=persons_by_phone(text)))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
