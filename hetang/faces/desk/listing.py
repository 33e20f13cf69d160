"""The list of cases and its filters."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import QuerySet
from django.http import QueryDict

from hetang.commons.accounts.api import Account
from hetang.commons.places import api as places
from hetang.faces.desk.search import WORD_AMONG, Search
from hetang.ground.lib import clock
from hetang.ground.lib.labels import Label
from hetang.ground.lib.pagination import Page
from hetang.insight.api import MEASURES, cases_behind
from hetang.record.cases.api import KINDS, LEVELS, OPEN_STATES, STATES, Case, list_page, visible_to

Narrow = Callable[[QuerySet[Case]], QuerySet[Case]]


@dataclass(frozen=True)
class Filters:
    """What the address asks for. Unknown states or days ask for nothing; unknown measures have no case."""

    state: str = ""
    category: str = ""
    measure: str = ""
    since: date | None = None
    until: date | None = None
    unit: str = ""
    late: bool = False
    kind: str = ""
    risk: str = ""
    search: Search | None = None

    @classmethod
    def read(cls, query: QueryDict, search: Search | None = None) -> "Filters":
        """From the query string, and what was looked for."""
        state, kind, risk = query.get("state", ""), query.get("kind", ""), query.get("risk", "")
        return cls(
            state=state if state in STATES or state == "open" else "",
            category=query.get("category", "")[:40],
            measure=query.get("measure", "")[:24],
            since=_day(query.get("from", "")),
            until=_day(query.get("to", "")),
            unit=query.get("unit", "")[:24],
            late=query.get("late", "") == "1",
            kind=kind if kind in KINDS else "",
            risk=risk if risk in LEVELS else "",
            search=search,
        )

    @property
    def order(self) -> Literal["newest", "due"]:
        """Open cases by what goes wrong first, others newest first."""
        return "due" if self.only_open and not self.search else "newest"

    @property
    def only_open(self) -> bool:
        """Whether no closed case can fit."""
        return self.late or self.state == "open" or self.state in OPEN_STATES

    def page(self, user: Account, cursor: str = "") -> Page:
        """One page of the cases that this person sees and that fit."""
        behind = set(self._behind(user)) if self.measure else None

        def narrow(rows: QuerySet[Case]) -> QuerySet[Case]:
            rows = self._narrow(rows)
            return rows if behind is None else rows.filter(pk__in=behind)

        if self.search is None:
            return list_page(user, narrow=narrow, order=self.order, only_open=self.only_open, cursor=cursor)
        return self._found(user, self.search, narrow, cursor)

    def _found(self, user: Account, search: Search, narrow: Narrow, cursor: str) -> Page:
        """By person, along the index; a word that names nobody is then looked for in the newest texts."""
        page = list_page(user, narrow=lambda rows: search.narrow(narrow(rows)), cursor=cursor)
        if page.items or not search.word:
            return page
        return list_page(
            user,
            narrow=lambda rows: narrow(rows).filter(summary__contains=search.word),
            among=WORD_AMONG,
            cursor=cursor,
        )

    @property
    def measure_label(self) -> str:
        """What the figure is called whose cases are shown, as a message id; "" where none is asked for."""
        return MEASURES.get(self.measure, "")

    @property
    def unit_name(self) -> Label:
        """Name of the unit asked for; "" where there is none."""
        found = places.unit(self.unit) if self.unit else None
        return found.name if found else ""

    def _narrow(self, rows: QuerySet[Case]) -> QuerySet[Case]:
        if self.state:
            rows = rows.filter(is_open=True) if self.state == "open" else rows.filter(state=self.state)
        if self.category:
            rows = rows.filter(category=self.category)
        if self.unit:
            rows = rows.filter(unit__code=self.unit)
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.risk:
            rows = rows.filter(risk=LEVELS.index(self.risk))
        return rows.filter(sort_due__lt=clock.now()) if self.late else rows

    def _behind(self, user: Account) -> QuerySet[Case, int]:
        # Without days the figure is this year's: nobody's list reads the events of all years.
        since = self.since or date((self.until or clock.today()).year, 1, 1)
        seen = cases_behind(visible_to(user), self.measure, since=since, until=self.until)
        return seen.values_list("pk", flat=True)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
