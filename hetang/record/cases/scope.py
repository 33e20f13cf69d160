"""Which cases somebody sees, as branches: each one reason, one index to read by, one sentence to explain it with.

Lists, look-ups and explanations are all made from the same branches, so that they cannot disagree. Nothing here asks
the database: `branches` reads duties, `Branch` says what to ask.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from hetang.commons.accounts.api import STREET_WIDE, Duties, Held
from hetang.record.cases.models import GLASS, Case, CaseAccess

NORMAL: tuple[str, ...] = ("normal",)
SENSITIVE: tuple[str, ...] = ("normal", "sensitive")
ALL: tuple[str, ...] = ("normal", "sensitive", "sealed")
# Roles of a place or unit that also read its sensitive cases. Sealed ones are read by nobody who is not named.
TRUSTED = frozenset({"leader", "station_lead"})


@dataclass(frozen=True)
class Branch:
    """Cases with these column values, or granted to this holder; up to this sensitivity.

    `columns`: (case column, values that fit) …; `holder`: (column of the grant, id). `glass` marks the emergency view,
    which opens pages but neither lists nor verbs.
    """

    kind: str
    columns: tuple[tuple[str, tuple[str | int, ...]], ...] = ()
    holder: tuple[str, int] | None = None
    levels: tuple[str, ...] = ALL
    held: Held | None = None
    on_behalf: int | None = None
    at: datetime | None = None

    @property
    def glass(self) -> bool:
        """Whether this is the emergency view."""
        return self.kind == "glass"

    def where(self, *, one_by_one: bool = False) -> Q:
        """As a condition on a case. `one_by_one`: for few cases, whose grants are asked for each; else the database may
        read all grants that the holder ever had, which for some hundreds of cases it takes for cheaper than it is."""
        found = self._of_the_case()
        if self.holder is None:
            return found
        # Only what is equal can be hashed.
        key = {"case__gte": OuterRef("pk"), "case__lte": OuterRef("pk")} if one_by_one else {"case": OuterRef("pk")}
        return found & Q(Exists(CaseAccess.objects.filter(self._of_the_grant(), **key)))

    def rows(self, *, only_open: bool = False) -> QuerySet[Case]:
        """As rows, for lists: read along one index. A case granted twice comes twice; the merge takes it once."""
        asked = self._of_the_case() & Q(is_open=True) if only_open else self._of_the_case()
        if self.holder is None:
            return Case.objects.filter(asked)
        grant = self._of_the_grant("grants__")
        return Case.objects.filter(grant & Q(grants__of_open=True) if only_open else grant, asked)

    def covers(self, case: Case, grants: Iterable[CaseAccess]) -> CaseAccess | bool:
        """The same question about a case and its grants at hand: the grant that opens it, or whether the columns do."""
        fits = case.sensitivity in self.levels and all(getattr(case, c) in values for c, values in self.columns)
        if not fits or self.holder is None:
            return fits
        return next((g for g in grants if getattr(g, self.holder[0]) == self.holder[1] and self._in_force(g)), False)

    def _of_the_case(self) -> Q:
        found = Q(**{c if len(v) == 1 else f"{c}__in": v[0] if len(v) == 1 else v for c, v in self.columns})
        if self.levels == ALL:
            return found
        return found & (Q(sensitivity=self.levels[0]) if len(self.levels) == 1 else Q(sensitivity__in=self.levels))

    def _of_the_grant(self, path: str = "") -> Q:
        assert self.holder is not None
        column, key = self.holder
        ends = {f"{path}role": GLASS, f"{path}until__gt": self.at} if self.glass else {f"{path}until": None}
        return Q(**{f"{path}{column}": key, **ends})

    def _in_force(self, grant: CaseAccess) -> bool:
        if not self.glass:
            return grant.until is None
        return grant.role == GLASS and grant.until is not None and self.at is not None and grant.until > self.at


def branches(account: int, duties: Duties, now: datetime) -> tuple[Branch, ...]:
    """Every reason for which this account may see cases now. Whoever does no casework (or has left) has none."""
    if not duties.casework:
        return ()
    found = dict.fromkeys(_by_duty(duties))
    # What is somebody's own by name: their cases in hand, the cases they are named for, broken glass.
    found |= dict.fromkeys(_by_name(account, ALL))
    if any(d.on_behalf is None for d in duties.casework):
        found[Branch("glass", holder=("account_id", account), at=now)] = None
    for away in sorted(duties.absent):
        # Sealed is for who is named in person; a deputy is not, until somebody names them.
        lent = next(d for d in duties.casework if d.on_behalf == away)
        found |= dict.fromkeys(_by_name(away, SENSITIVE, lent))
    return tuple(found)


def outlines(duties: Duties) -> tuple[Branch, ...]:
    """Sensitive cases whose number, state and handler (not the text) these duties are told: somebody rings and asks."""
    return tuple(
        Branch("outline", _place(d), levels=("sensitive",), held=d)
        for d in duties.casework
        if d.role in STREET_WIDE and d.role not in TRUSTED
    )


def _by_duty(duties: Duties) -> Iterator[Branch]:
    for held in duties.casework:
        levels = SENSITIVE if held.role in TRUSTED else NORMAL
        if held.role in STREET_WIDE:
            yield Branch("place", _place(held), levels=levels, held=held, on_behalf=held.on_behalf)
        elif held.role == "station_lead":
            yield Branch("unit", _unit(held), levels=levels, held=held, on_behalf=held.on_behalf)
            yield Branch("helping", holder=("unit_id", held.unit), levels=levels, held=held, on_behalf=held.on_behalf)


def _by_name(account: int, levels: tuple[str, ...], lent: Held | None = None) -> Iterator[Branch]:
    of = {"levels": levels, "held": lent, "on_behalf": lent.on_behalf if lent else None}
    yield Branch("handler", (("assignee_id", (account,)),), **of)  # type: ignore[arg-type]
    yield Branch("named", holder=("account_id", account), **of)  # type: ignore[arg-type]


def _place(held: Held) -> tuple[tuple[str, tuple[str | int, ...]], ...]:
    # A duty without any place code covers nothing, never everything.
    return ((held.level, (held.code,) if held.code else ()),)


def _unit(held: Held) -> tuple[tuple[str, tuple[str | int, ...]], ...]:
    """The unit's cases in the duty's place. Those whose community nobody knows yet belong to the unit's lead too."""
    if held.level != "community":
        return (("unit_id", (held.unit,)), *_place(held))
    return (("unit_id", (held.unit,)), ("street", (held.street,)), ("community", (held.community, "")))
