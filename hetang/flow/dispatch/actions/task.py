"""What is asked of others beside the handler: help, a community's part, a department called in, a supervision.

The case stays where it is: the first owner leads, the others report to it in time (首接负责, 主办协办).
"""

from django.db import transaction
from django.utils import timezone

from hetang.commons.accounts.api import Account, duties_of, duty_holders
from hetang.commons.places.api import Unit
from hetang.flow.dispatch import limits
from hetang.flow.dispatch.lifecycle import HANDLERS_ASK, TASK, TASK_ASKERS, TASK_KINDS
from hetang.flow.dispatch.models import Task
from hetang.flow.dispatch.saying import require_short, require_words
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.record.cases import api as cases
from hetang.record.cases.api import Case, Note

TASKED = "tasked"


def may_ask(by: Account, case: Case, kind: str) -> bool:
    """Whether `by` may ask for this kind of task; notes on the case for whom it is done."""
    held = cases.right_by_role(by, case, *TASK_ASKERS[kind])
    if held is None and kind in HANDLERS_ASK:
        held = cases.right_as_handler(by, case)
    if held is None:
        return False
    case.on_behalf = held.on_behalf
    return True


@transaction.atomic
def ask_task(case: Case, *, kind: str, unit: Unit, to: Account | None = None, text: str, by: Account) -> Task:
    """Ask something of a unit of the street or the district, to be reported in the time of the pack `dispatch`.

    Where nobody leads the unit somebody is named. Whoever is asked sees the case until the task is over.
    """
    case = cases.lock(case)
    if kind not in TASK_KINDS:
        raise Invalid(N_("不认识这种协办。"), then=N_("请从列表中选择。"))
    if not may_ask(by, case, kind):
        raise NotAllowed(
            N_("您不能为这件案件提出“%(kind)s”。"), then=N_("请与承办人或调度员联系。"), kind=TASK_KINDS[kind]
        )
    _require_text(text, N_("还没有写要做什么。"))
    _check_unit(case, unit, to)
    if Task.objects.filter(case=case, kind=kind, unit=unit, state__in=("open", "reported")).exists():
        raise WrongState(N_("已经请这个单位做同样的事。"), then=N_("请等对方反馈，或先撤回。"))
    if case.sensitivity == Case.Sensitivity.SEALED:
        raise WrongState(N_("封存的案件不能请别的单位协办。"), then=N_("请由街道领导先点名相关的人。"))
    now = clock.now()
    task = Task.objects.create(
        case=case,
        kind=kind,
        unit=unit,
        to=to,
        asked_by=by,
        asked_at=now,
        due_at=limits.due(kind, now),
        asked=_note(case, text),
    )
    _let_see(task, by)
    _tell(case, "ask_task", task, by, task.asked, due=True)
    return task


@transaction.atomic
def report_task(task: Task, *, text: str, by: Account) -> Task:
    """Who was asked says what came of it; for a department called in that has nobody here, the asking side."""
    case, task = _lock(task)
    if not may_report(by, task):
        raise NotAllowed(N_("这项协办不由您反馈。"), then=N_("由被请的单位负责人或指名的人反馈。"))
    task.state = TASK.step(task.state, "report_task").to_state
    _require_text(text, N_("还没有写办得怎样。"))
    task.answer, task.answered_by, task.answered_at = _note(case, text), by, clock.now()
    task.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    _tell(case, "report_task", task, by, task.answer)
    return task


def may_report(by: Account, task: Task) -> bool:
    """Whether `by` answers for the one asked: for a department that nobody leads here, the side that called it."""
    duties = duties_of(by)
    if task.to_id is not None and task.to_id in {by.pk, *duties.absent}:
        return True
    if task.unit_id in duties.units("station_lead"):
        return True
    if task.kind != "call_in" or task.to_id is not None or not may_ask(by, task.case, task.kind):
        return False
    return not duty_holders("station_lead", {task.unit_id}).exists()


@transaction.atomic
def decide_task(task: Task, *, verb: str, text: str = "", by: Account) -> Task:
    """The asking side approves the report, wants more (with a new time), or takes an open task back."""
    case, task = _lock(task)
    require_short(text)
    if verb not in {"finish_task", "redo_task", "withdraw_task"}:
        raise Invalid(N_("不认识这一步。"), then=N_("请刷新页面再试。"))
    if by.pk != task.asked_by_id and not may_ask(by, case, task.kind):
        raise NotAllowed(N_("这项协办不由您来定。"), then=N_("由提出的人或承办单位来定。"))
    task.state = TASK.step(task.state, verb).to_state
    if verb == "redo_task":
        _require_text(text, N_("还没有写要补充什么。"))
        task.due_at = limits.due(task.kind, clock.now())
        # Closing the case ended it; taken up again, there is something to do once more.
        _let_see(task, by)
    task.save(update_fields=["state", "due_at"])
    _tell(case, verb, task, by, _note(case, text) if text.strip() else None)
    if task.state in TASK.final:
        _end_sight(task)
    return task


def _lock(task: Task) -> tuple[Case, Task]:
    """The case's row first, as every verb does; a closed one takes no more reports."""
    case = cases.lock(task.case)
    found = Task.objects.select_related("unit").get(pk=task.pk)
    found.case = case
    return case, found


def _check_unit(case: Case, unit: Unit, to: Account | None) -> None:
    place = unit.place
    if not unit.is_active or not (place.street == case.street or place.code == case.district):
        raise Invalid(N_("请选择本街道或区级的单位。"), then=N_("停用的单位不能选。"))
    works = [d for d in duties_of(to).casework if d.on_behalf is None] if to is not None and to.is_active else []
    if to is not None and unit.pk not in {d.unit for d in works}:
        raise Invalid(N_("这位同事不在这个单位。"), then=N_("请从名单里重新选择。"))
    leads = duty_holders("station_lead", {unit.pk}).exists()
    if to is None and not leads and unit.kind != Unit.Kind.OFFICE:
        raise Invalid(N_("这个单位没有负责人账号，请指名一位同事。"), then=N_("被指名的人会看到这件案件。"))


def _require_text(text: str, what: str) -> None:
    require_words(text, what, N_("请写一句，它会留在办理经过里。"))


def _note(case: Case, text: str) -> Note:
    return Note.objects.create(case=case, text=cases.protect(case, text.strip()))


def _tell(case: Case, verb: str, task: Task, by: Account, note: Note | None, *, due: bool = False) -> None:
    body: dict[str, object] = {"task": task.kind, "unit": task.unit_id}
    if due:
        body["due"] = timezone.localtime(task.due_at).isoformat()
    if note is not None:
        body["note"] = note.pk
    cases.tell(case, verb, by=by, body=body)


def _let_see(task: Task, by: Account) -> None:
    if task.case.sensitivity == Case.Sensitivity.SEALED:
        raise WrongState(N_("封存的案件不能请别的单位协办。"), then=N_("请由街道领导先点名相关的人。"))
    if task.to is not None:
        cases.grant_access(task.case, role=TASKED, account=task.to, by=by)
    cases.grant_access(task.case, role=TASKED, unit=task.unit, by=by)


def _end_sight(task: Task) -> None:
    """Nobody goes on seeing the case for a task that is over."""
    running = Task.objects.filter(case=task.case_id).exclude(state__in=TASK.final)
    units, people = set(running.values_list("unit", flat=True)), set(running.values_list("to", flat=True))
    now = clock.now()
    grants = task.case.grants.filter(role=TASKED, until=None)
    grants.exclude(unit__in=units).exclude(account__in=people - {None}).update(until=now)
