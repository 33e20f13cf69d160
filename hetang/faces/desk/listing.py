"""The list of cases and its filters."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Literal

from django.db.models import QuerySet
from django.http import QueryDict

from hetang.commons.accounts.api import Account
from hetang.commons.places import api as places
from hetang.ground.lib import clock
from hetang.ground.lib.labels import Label
from hetang.ground.lib.pagination import Page
from hetang.insight.api import MEASURES, behind
from hetang.record.cases.api import KINDS, LEVELS, OPEN_STATES, STATES, Case, list_page
from hetang.record.finding.api import NOBODY, OPEN, REGISTERED, Search, Wanted, days, few_page, found_page, mark

# No list goes further back, and none further ahead: a day that somebody mistyped must not become a million marks.
FIRST_DAY = date(2000, 1, 1)
UNASSIGNED = "nobody"
# No mark, or that of the state where nearly all cases end: a walk along the cases meets these sooner than a look-up.
WALKED: tuple[tuple[str, ...], ...] = ((), (mark("state", "archived"),))
# What an address may ask for: the filters by their names. Everything else in it is dropped.
ASKED: tuple[str, ...] = (
    "state",
    "category",
    "kind",
    "risk",
    "unit",
    "community",
    "channel",
    "assignee",
    "kept",
    "late",
)
ASKED += ("measure", "from", "to")


@dataclass(frozen=True)
class Filters:
    """What the address asks for. Unknown states or days ask for nothing; unknown measures have no case."""

    state: str = ""
    category: str = ""
    kind: str = ""
    risk: str = ""
    unit: str = ""
    community: str = ""
    channel: str = ""
    assignee: str = ""
    kept: str = ""
    late: bool = False
    measure: str = ""
    since: date | None = None
    until: date | None = None
    search: Search | None = None

    @classmethod
    def read(cls, query: QueryDict, search: Search | None = None) -> "Filters":
        """From the query string, and what was looked for."""
        state, assignee = query.get("state", ""), query.get("assignee", "")
        known = {"kind": KINDS, "risk": LEVELS, "kept": Case.Sensitivity.values}
        return cls(
            state=state if state in STATES or state == "open" else "",
            late=query.get("late", "") == "1",
            assignee=assignee if assignee == UNASSIGNED or (assignee.isdecimal() and len(assignee) < 10) else "",
            since=_day(query.get("from", "")),
            until=_day(query.get("to", "")),
            search=search,
            **{name: query.get(name, "")[:40] for name in ("category", "unit", "community", "channel", "measure")},
            **{name: value for name, values in known.items() if (value := query.get(name, "")) in values},
        )

    @property
    def order(self) -> Literal["newest", "due"]:
        """Open cases by what goes wrong first, others newest first."""
        return "due" if self.only_open and not self.search else "newest"

    @property
    def only_open(self) -> bool:
        """Whether no closed case can fit."""
        return self.late or self.state == "open" or self.state in OPEN_STATES

    @property
    def is_set(self) -> bool:
        """Whether anything narrows the list."""
        return any(getattr(self, each.name) for each in fields(self))

    def page(self, user: Account, cursor: str = "") -> Page:
        """One page of the cases that this person sees and that fit."""
        if self.search is None and not self._groups() and self._marks() in WALKED:
            narrow = self._narrow_open if self.only_open else self.narrow
            return list_page(user, narrow=narrow, order=self.order, only_open=self.only_open, cursor=cursor)
        wanted = self.wanted(user)
        if self.order == "newest":
            return found_page(user, wanted, cursor)
        # Few fit: they are looked up and sorted. Many fit: a walk along the alarms meets them soon.
        if (page := few_page(user, wanted, cursor)) is not None:
            return page
        # What only an entry knows, no walk along the cases can keep to: then newest first.
        if not wanted.is_checked:
            return found_page(user, wanted, cursor)
        return list_page(user, narrow=self._narrow_open, order="due", only_open=True, cursor=cursor)

    def piece(self, user: Account, cursor: str, size: int) -> Page:
        """`size` of the same cases, always newest first: for going through all of them."""
        wanted = self.wanted(user)
        if self.search is None and not wanted.all_of and not wanted.any_of:
            return list_page(user, narrow=self.narrow, cursor=cursor, size=size, with_text=True)
        return found_page(user, wanted, cursor, size)

    def wanted(self, user: Account) -> Wanted:
        """What this person asks of the entries."""
        marks, groups = self._marks(), self._groups()
        only = (OPEN,) if self.only_open else ()
        return Wanted(
            words=self.search.word if self.search else "",
            all_of=(*only, *marks),
            any_of=tuple(groups),
            also=self.search.cases_named(user) if self.search else frozenset(),
            narrow=self.narrow,
            is_checked=not (self.channel or self.measure),
            is_named_only=bool(self.search) and not (self.search.word if self.search else ""),
            # What a figure counts happens on the day of registration or later.
            since=None if self.measure else self.since,
            until=self.until,
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

    def narrow(self, rows: QuerySet[Case]) -> QuerySet[Case]:
        """The same conditions on the case itself. What only an entry knows (a figure, the channel) is left to it."""
        rows = self._narrow_open(rows)
        return rows.filter(is_open=True) if self.late or self.state == "open" else rows

    def _narrow_open(self, rows: QuerySet[Case]) -> QuerySet[Case]:
        """The same among open cases. Asked twice whether it is open, the planner takes such a case for twice as rare."""
        if self.state and self.state != "open":
            rows = rows.filter(state=self.state)
        plain = {"category": self.category, "unit__code": self.unit, "kind": self.kind, "sensitivity": self.kept}
        plain |= {"community": self.community}
        rows = rows.filter(**{column: value for column, value in plain.items() if value})
        if self.risk:
            rows = rows.filter(risk=LEVELS.index(self.risk))
        if self.assignee:
            rows = rows.filter(assignee=None if self.assignee == UNASSIGNED else int(self.assignee))
        if not self.measure:
            rows = rows.filter(registered_at__date__gte=self.since) if self.since else rows
            rows = rows.filter(registered_at__date__lte=self.until) if self.until else rows
        return rows.filter(sort_due__lt=clock.now()) if self.late else rows

    def _marks(self) -> tuple[str, ...]:
        """What an entry must have all of. That a case is open or late alone is left to the walk along the alarms."""
        unit = places.unit(self.unit) if self.unit else None
        pairs: Iterable[tuple[str, str | int]] = (
            ("state", self.state if self.state != "open" else ""),
            ("type", self.category),
            ("kind", self.kind),
            ("risk", LEVELS.index(self.risk) if self.risk else ""),
            ("u", (unit.pk if unit else -1) if self.unit else ""),
            ("c", self.community),
            ("via", self.channel),
            ("a", (NOBODY if self.assignee == UNASSIGNED else int(self.assignee)) if self.assignee else ""),
            ("kept", self.kept),
        )
        return tuple(mark(kind, value) for kind, value in pairs if value != "")

    def _groups(self) -> list[tuple[str, ...]]:
        """Of each group an entry must have one."""
        today = clock.today()
        until = min(self.until or today, today)
        if self.measure:
            # Without days the figure is this year's: nobody's list reads all years.
            since = self.since or date(until.year, 1, 1)
            return [tuple(behind(self.measure, max(since, FIRST_DAY), until))]
        if self.since or self.until:
            return [tuple(days(REGISTERED, max(self.since or FIRST_DAY, FIRST_DAY), until))]
        return []


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
