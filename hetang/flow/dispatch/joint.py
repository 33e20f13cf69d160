"""What the page of joint handling shows: tasks of others, the offer to somebody else, the ladder of attempts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from hetang.commons.accounts.api import Account, duty_holders
from hetang.commons.places.api import Unit
from hetang.flow.dispatch.actions.climb import ladder_of, may_climb
from hetang.flow.dispatch.actions.task import may_ask, may_report
from hetang.flow.dispatch.actions.transfer import is_receiver, may_offer
from hetang.flow.dispatch.ladder import Ladder
from hetang.flow.dispatch.lifecycle import TASK_ASKERS, TASK_KINDS
from hetang.flow.dispatch.models import Task, Transfer
from hetang.flow.dispatch.suggesting import Candidate, candidates_for
from hetang.ground.journal.api import Event
from hetang.ground.lib.labels import Label
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import Case

SHOWN = 50
WORKING = frozenset({"assigned", "in_progress"})
CLOSING = frozenset({"finish_task", "withdraw_task"})
OFFERS = frozenset({"offer_transfer", "take_transfer", "decline_transfer", "withdraw_transfer"})


@dataclass(frozen=True)
class TaskRow:
    """A task with what this person may do about it."""

    task: Task
    reports: bool
    decides: bool


@dataclass(frozen=True)
class Receiver:
    """Somebody who can be asked: a unit, or a person in one that nobody leads."""

    key: str
    unit: Label
    person: Label = ""


@dataclass(frozen=True)
class Joint:
    """Everything that the page shows."""

    tasks: list[TaskRow]
    kinds: Mapping[str, str]
    receivers: list[Receiver]
    offered: Transfer | None
    # When the offer is to be answered, as people say it.
    answer_by: str
    receives: bool
    offers: bool
    candidates: list[Candidate] = field(default_factory=list)
    ladder: Ladder | None = None
    climbs: bool = False


def joint_of(case: Case, user: Account) -> Joint:
    """The page's content for this person. At most six queries."""
    rows = case.tasks.select_related("unit", "to", "asked_by", "asked", "answer", "answered_by").order_by("-id")[:SHOWN]
    tasks = []
    for task in rows:
        task.case = case
        open_to = case.is_open and (task.asked_by_id == user.pk or may_ask(user, case, task.kind))
        tasks.append(TaskRow(task, case.is_open and task.state == "open" and may_report(user, task), open_to))
    kinds = {k: name for k, name in TASK_KINDS.items() if k in TASK_ASKERS and case.is_open and may_ask(user, case, k)}
    offered = case.transfers.filter(state="offered").select_related("to", "unit", "asked_by", "asked").first()
    offers = may_offer(user, case)
    ladder = ladder_of(case) if case.kind == Case.Kind.DISPUTE else None
    return Joint(
        tasks=tasks,
        kinds=kinds,
        receivers=_receivers(case) if kinds else [],
        offered=offered,
        answer_by=rulepacks.ends(offered.due_at) if offered is not None else "",
        receives=offered is not None and is_receiver(user, offered),
        offers=offers,
        candidates=[c for c in candidates_for(case) if c.account.pk != case.assignee_id] if offers else [],
        ladder=ladder,
        climbs=ladder is not None and case.state in {"in_progress", "returned"} and may_climb(user, case),
    )


def _receivers(case: Case) -> list[Receiver]:
    """Units of the street and the district; where nobody leads one, its people by name."""
    near = Q(place__street=case.street) | Q(place__code=case.district)
    units = list(Unit.objects.filter(near, is_active=True).order_by("code"))
    keys = {u.pk for u in units}
    led = {d.unit_id for d in duty_holders("station_lead", keys)}
    people: dict[int, list[Account]] = {}
    for duty in duty_holders("mediator", keys):
        people.setdefault(duty.unit_id, []).append(duty.account)
    found: list[Receiver] = []
    for unit in units:
        if unit.pk in led or unit.kind == Unit.Kind.OFFICE:
            found.append(Receiver(f"{unit.pk}:", unit.name))
        else:
            found += [Receiver(f"{unit.pk}:{a.pk}", unit.name, a.name) for a in people.get(unit.pk, [])]
    return found


def open_tasks(events: list[Event]) -> int:
    """How many tasks of the case run, by its story."""
    verbs = [event.verb for event in events]
    return verbs.count("ask_task") - sum(verb in CLOSING for verb in verbs)


def offered_to(events: list[Event]) -> int | None:
    """To whom the case is offered now, by its story; whatever took it out of its handler's hands ended the offer."""
    ends = {"assign", "return", "recuse", "appeal", "escalate", "hand_over", "void", "join", "resolve", "answer"}
    last = next((e for e in reversed(events) if e.verb in OFFERS | ends), None)
    return int(last.body["account"]) if last is not None and last.verb == "offer_transfer" else None
