"""What waits on the dispatch desk, by duty; always what will go wrong first first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from hetang.commons.accounts.api import Account, Duties, duties_of
from hetang.flow.dispatch.joint import tasks_waiting, transfers_waiting
from hetang.flow.dispatch.limits import NOT_SILENT, TO_GIVE
from hetang.flow.dispatch.models import Assignment, Task, Transfer
from hetang.flow.dispatch.suggesting import Candidate, suggestions
from hetang.ground.journal.api import lengths
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.pagination import Page
from hetang.record.cases.api import STREAM, Case, Rows, list_page, mark_titles

SIZE, FEW = 25, 10
GIVERS = ("dispatcher", "station_lead")
WATCHERS = ("dispatcher", "station_lead", "leader")
OVERSEERS = ("dispatcher", "leader")


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
    tasks: list[Task] = field(default_factory=list)
    offers: list[Transfer] = field(default_factory=list)
    late: list[Task] = field(default_factory=list)


def desk_of(user: Account, cursor: str = "") -> Desk:
    """What waits for `user`: to be given out, to be ruled on, silent, above; and what waits for their own acceptance."""
    duties = duties_of(user)
    page, rows, watched, taking = Page([], None, None), [], list[Watched](), list[Case]()
    if duties.has(*GIVERS):
        page = list_page(user, narrow=_given_by(duties), order="due", only_open=True, cursor=cursor, size=SIZE)
        found, seen = suggestions(page.items, by=user), lengths(STREAM, [case.pk for case in page.items])
        rows = [Row(case, found[case.pk], seen[case.pk]) for case in page.items]
    if duties.has(*WATCHERS):
        watched = _watched(user)
    if duties.has("mediator"):
        taking = list(list_page(user, narrow=_mine(user), order="due", only_open=True, size=SIZE).items)
    tasks, offers = tasks_waiting(user), transfers_waiting(user) if duties.has("mediator") else []
    late = late_tasks(user) if duties.has(*OVERSEERS) else []
    beside = [case for each in watched for case in each.rows] + [each.case for each in (*tasks, *late)]
    beside += [each.case for each in offers]
    mark_titles(user, [row.case for row in rows] + taking + beside)
    return Desk(page, rows, [each for each in watched if each.rows], taking, tasks, offers, late)


def late_tasks(user: Account) -> list[Task]:
    """What was asked of others in the streets this person oversees and is overdue, the longest first. One query."""
    streets = duties_of(user).whole_streets
    rows = Task.objects.filter(state="open", due_at__lt=clock.now(), case__street__in=streets, case__is_open=True)
    plain = rows.filter(case__sensitivity=Case.Sensitivity.NORMAL)
    return list(plain.select_related("case", "case__unit", "unit").order_by("due_at", "id")[:FEW])


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


def silent(rows: Rows) -> Rows:
    """Given out, and nobody answers."""
    quiet = Assignment.objects.filter(silence__gt=NOT_SILENT, ended_at=None, accepted_at=None)
    return rows.filter(state="assigned", pk__in=quiet.values("case"))


def _mine(user: Account) -> Callable[[Rows], Rows]:
    people = {user.pk, *duties_of(user).absent}
    return lambda rows: rows.filter(state="assigned", assignee_id__in=people)


def _watched(user: Account) -> list[Watched]:
    """What somebody else has to move. Two queries."""
    above = list_page(user, narrow=_above, order="due", only_open=True, size=2 * FEW)
    quiet = list_page(user, narrow=silent, order="due", only_open=True, size=FEW)
    ruled = [case for case in above.items if case.state == "in_arbitration"]
    up = [case for case in above.items if case.state == "escalated"]
    more = above.older is not None
    return [
        Watched("arbitration", N_("等待裁定"), ruled, more),
        Watched("silent", N_("派出未签收，已催办"), list(quiet.items), quiet.older is not None),
        Watched("escalated", N_("已上报区级"), up, more),
    ]


def _above(rows: Rows) -> Rows:
    return rows.filter(state__in=("in_arbitration", "escalated"))


# Every list on which a case without a handler waits, by name: what it keeps of the cases somebody sees.
QUEUES: Mapping[str, Callable[[Rows], Rows]] = {"to-give": to_give, "above": _above}
