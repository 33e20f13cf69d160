"""What waits on the dispatch desk, by duty; always what will go wrong first first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from hetang.commons.accounts.api import Account, Duties, duties_of
from hetang.flow.dispatch import limits
from hetang.flow.dispatch.asked import Waiting, asked_of
from hetang.flow.dispatch.limits import INTEREST, NOT_SILENT, TO_GIVE
from hetang.flow.dispatch.models import Assignment
from hetang.flow.dispatch.suggesting import Candidate, suggestions
from hetang.ground.journal.api import lengths
from hetang.ground.lib.labels import N_
from hetang.ground.lib.pagination import Page
from hetang.record.cases.api import ARBITERS, DUE, STREAM, Case, Rows, list_page, mark_titles

SIZE, FEW = 25, 10
GIVERS = ("dispatcher", "station_lead")
WATCHERS = ("dispatcher", "station_lead", "leader")
# Who is meant by the pack's `tells`.
TOLD = {"lead": ("station_lead",), "dispatcher": ("dispatcher", "leader")}


@dataclass(frozen=True)
class Row:
    """A case that waits to be given out, with the best who could take it."""

    case: Case
    candidates: list[Candidate]
    # The number of the case's last event: what the row shows is as of this.
    seen: int

    @property
    def best(self) -> Candidate | None:
        """Whom to ask first."""
        return self.candidates[0] if self.candidates else None


@dataclass(frozen=True)
class Watched:
    """A shorter list beside: its title, its first cases, whether there are more."""

    key: str
    title: str
    rows: list[Case]
    more: bool


@dataclass(frozen=True)
class Desk:
    """Everything that the page shows."""

    page: Page
    rows: list[Row] = field(default_factory=list)
    watched: list[Watched] = field(default_factory=list)
    to_take: list[Case] = field(default_factory=list)
    asked: Waiting = field(default_factory=Waiting)

    @property
    def first_number(self) -> str:
        """The first case that can be given out with one key; "" where nobody can take any."""
        return next((row.case.number for row in self.rows if row.best), "")


def desk_of(user: Account, cursor: str = "") -> Desk:
    """What waits for `user`: to be given out, to be ruled on, silent, above; and what waits for their own acceptance."""
    duties = duties_of(user)
    page, rows, watched, taking = Page([], None, None), [], list[Watched](), list[Case]()
    if duties.has(*GIVERS):
        # What a unit only helps with is not its lead's to give out, what somebody has in hand nobody's.
        page = list_page(
            user,
            narrow=_given_by(duties),
            order="due",
            only_open=True,
            cursor=cursor,
            size=SIZE,
            without=("helping", "handler"),
        )
        found, seen = suggestions(page.items, by=user), lengths(STREAM, [case.pk for case in page.items])
        rows = [Row(case, found[case.pk], seen[case.pk]) for case in page.items]
    if duties.has(*WATCHERS):
        watched = _watched(user)
    if duties.has("mediator"):
        taking = list(list_page(user, narrow=_mine(user), order="due", only_open=True, size=SIZE).items)
    asked = asked_of(user)
    beside = [case for each in watched for case in each.rows] + asked.cases
    mark_titles(user, [row.case for row in rows] + taking + beside)
    return Desk(page, rows, [each for each in watched if each.rows], taking, asked)


def sealed_to_give(user: Account, size: int = FEW) -> Page:
    """Sealed cases that wait to be given out and that `user` sees by name: nobody else can do it. One query."""
    sealed = Case.Sensitivity.SEALED

    def narrow(rows: Rows) -> Rows:
        return to_give(rows).filter(sensitivity=sealed)

    # By place or unit nobody sees a sealed case.
    return list_page(user, narrow=narrow, order="due", only_open=True, size=size, without=("place", "unit", "helping"))


def to_give(rows: Rows) -> Rows:
    """What waits to be given out: not a question, which is answered, nor a petition that nobody has admitted."""
    kinds = Q(kind="consultation") | Q(kind="petition", state="registered")
    return rows.filter(state__in=TO_GIVE).exclude(kinds)


def _given_by(duties: Duties) -> Callable[[Rows], Rows]:
    """What waits and is this person's to give out: of the places they dispatch for, of the units they lead."""
    mine = Q()
    for held in duties.casework:
        there = Q(**{held.level: held.code})
        if held.role == "dispatcher":
            mine |= there
        elif held.role == "station_lead":
            # Whose community nobody knows yet belongs to the unit's lead too.
            mine |= Q(unit_id=held.unit) & (there | Q(community="", street=held.street))
    return lambda rows: to_give(rows).filter(mine)


def _not_moving(duties: Duties) -> Callable[[Rows], Rows]:
    """Given out, and nobody answers, as soon as the pack lets this person be told; for who rules also what the one who
    was ruled responsible stepped aside from (回避): nobody gets out of a ruling unseen."""
    told = [who for who, roles in TOLD.items() if duties.has(*roles)]
    quiet = Assignment.objects.filter(silence__gt=NOT_SILENT, ended_at=None, accepted_at=None)
    quiet = quiet.filter(silence__gte=limits.silent_since(*told))
    found = quiet.values("case")
    if duties.has(*ARBITERS):
        recused = Assignment.objects.filter(is_final=True, return_reason=INTEREST)
        found = found.union(recused.values("case"))
    return lambda rows: rows.filter(state__in=("assigned", "returned"), pk__in=found)


def _mine(user: Account) -> Callable[[Rows], Rows]:
    people = {user.pk, *duties_of(user).absent}
    return lambda rows: rows.filter(state="assigned", assignee_id__in=people)


def _watched(user: Account) -> list[Watched]:
    """What somebody else has to move. One query, two for a leader."""
    duties = duties_of(user)
    found = list_page(user, narrow=_stuck(duties), order="due", only_open=True, size=10 * FEW, without=("handler",))
    by_state: dict[str, list[Case]] = {}
    for case in found.items:
        by_state.setdefault(case.state, []).append(case)
    sealed = sealed_to_give(user) if duties.has("leader") else Page([], None, None)
    lists = [
        ("arbitration", N_("等待裁定"), by_state.get("in_arbitration", [])),
        ("sealed", N_("封存案件，等您分派"), list(sealed.items)),
        ("recused", N_("裁定后回避，等待另派"), by_state.get("returned", [])),
        ("silent", N_("派出未签收，已催办"), by_state.get("assigned", [])),
        ("escalated", N_("已上报区级"), by_state.get("escalated", [])),
    ]
    more = {"sealed": sealed.older is not None}
    return [Watched(key, title, rows[:FEW], more.get(key, len(rows) > FEW)) for key, title, rows in lists]


def _stuck(duties: Duties) -> Callable[[Rows], Rows]:
    """The first of what stands above and of what does not move: two short reads in one question."""
    not_moving = _not_moving(duties)

    def narrow(rows: Rows) -> Rows:
        above, still = (
            part.order_by(*DUE.names).values("pk")[: 2 * FEW + 1] for part in (_above(rows), not_moving(rows))
        )
        return Case.objects.filter(pk__in=above.union(still))

    return narrow


def _above(rows: Rows) -> Rows:
    return rows.filter(state__in=("in_arbitration", "escalated"))


# Every list on which a case without a handler waits, by name: what it keeps of the cases somebody sees.
QUEUES: Mapping[str, Callable[[Rows], Rows]] = {"to-give": to_give, "above": _above}
