"""What was asked of whom and waits: tasks and offers to answer, reports to approve, and what is overdue."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet, Value

from hetang.commons.accounts.api import Account, Duties, duties_of
from hetang.flow.dispatch.lifecycle import HANDLERS_ASK, TASK_ASKERS
from hetang.flow.dispatch.models import Task, Transfer
from hetang.ground.lib import clock
from hetang.record.cases.api import Case

SHOWN, FEW = 50, 10
OVERSEERS = ("dispatcher", "leader")
LED = tuple(kind for kind, askers in TASK_ASKERS.items() if "station_lead" in askers)
# What nobody but the street's own people ask for, so that any of them takes the answer.
OVERSEEN = tuple(kind for kind, askers in TASK_ASKERS.items() if set(askers) <= set(OVERSEERS))


@dataclass(frozen=True)
class Waiting:
    """Each with what is due first first: `tasks` to report on, `offers` to answer, `reports` to approve, `late` ones of
    others."""

    tasks: list[Task] = field(default_factory=list)
    offers: list[Transfer] = field(default_factory=list)
    reports: list[Task] = field(default_factory=list)
    late: list[Task | Transfer] = field(default_factory=list)

    @property
    def cases(self) -> list[Case]:
        """The cases of all of them."""
        return [each.case for each in (*self.tasks, *self.offers, *self.reports, *self.late)]


def asked_of(user: Account) -> Waiting:
    """What waits for this person. Two queries, one for who neither takes cases nor oversees a street."""
    duties = duties_of(user)
    tasks = _listed(
        {"tasks": _to_report(user, duties), "reports": _to_approve(user, duties), "late": _late(Task, duties)}
    )
    offers = _listed({"offers": _offered(user, duties), "late": _late(Transfer, duties)})
    late = sorted([*tasks["late"], *offers["late"]], key=lambda each: (each.due_at, each.pk))
    return Waiting(tasks["tasks"], offers["offers"], tasks["reports"], late[:FEW])


def tasks_waiting(user: Account) -> list[Task]:
    """Open tasks that this person answers for, the next due first. One query."""
    return _listed({"tasks": _to_report(user, duties_of(user))})["tasks"]


def named_to(account: Account) -> list[Task | Transfer]:
    """What waits for this person by name and for nobody else: open tasks, offers. Two queries."""
    tasks = Task.objects.filter(to=account, state="open", case__is_open=True)
    offers = Transfer.objects.filter(to=account, state="offered", case__is_open=True)
    return [*_listed({"tasks": tasks})["tasks"], *_listed({"offers": offers})["offers"]]


def transfers_waiting(user: Account) -> list[Transfer]:
    """Cases offered to this person. One query."""
    return _listed({"offers": _offered(user, duties_of(user))})["offers"]


Rows = QuerySet[Any]


def _listed(lists: Mapping[str, Rows | None]) -> dict[str, list[Any]]:
    """The first rows of each list, read in one query; None is a list that this person does not have."""
    found: dict[str, list[Any]] = {name: [] for name in lists}
    parts = [
        rows.select_related("unit", "case__unit", "case__assignee")
        .defer("case__summary")
        .annotate(on_list=Value(name))
        .order_by("due_at", "id")[: FEW if name == "late" else SHOWN]
        for name, rows in lists.items()
        if rows is not None
    ]
    if parts:
        for row in parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]:
            found[row.on_list].append(row)
    return {name: sorted(rows, key=lambda row: (row.due_at, row.pk)) for name, rows in found.items()}


def _to_report(user: Account, duties: Duties) -> Rows:
    asked = Q(unit__in=duties.units("station_lead")) | Q(to__in={user.pk, *duties.absent})
    return Task.objects.filter(asked, state="open", case__is_open=True)


def _to_approve(user: Account, duties: Duties) -> Rows:
    """Reports on what this person asked for, on what the case they handle needed, on what the unit they lead asked for.

    Who asked and has nothing to do with the case any more sees it only while it is an ordinary one of their streets.
    """
    people = {user.pk, *duties.absent}
    plain = Q(case__sensitivity=Case.Sensitivity.NORMAL, case__street__in=duties.streets)
    mine = Q(asked_by__in=people) & plain
    mine |= Q(case__assignee__in=people, kind__in=HANDLERS_ASK)
    mine |= Q(case__unit__in=duties.units("station_lead"), kind__in=LED) & ~Q(case__sensitivity=Case.Sensitivity.SEALED)
    if duties.has(*OVERSEERS):
        mine |= Q(case__street__in=duties.whole_streets, kind__in=OVERSEEN) & plain
    return Task.objects.filter(mine, state="reported", case__is_open=True)


def _offered(user: Account, duties: Duties) -> Rows | None:
    if not duties.has("mediator"):
        return None
    return Transfer.objects.filter(to=user, state="offered", case__is_open=True)


def _late(model: type[Task] | type[Transfer], duties: Duties) -> Rows | None:
    """What nobody answered in time, in the streets this person oversees."""
    if not duties.has(*OVERSEERS):
        return None
    state = "open" if model is Task else "offered"
    rows = model.objects.filter(state=state, due_at__lt=clock.now(), case__is_open=True)
    return rows.filter(case__street__in=duties.whole_streets, case__sensitivity=Case.Sensitivity.NORMAL)
