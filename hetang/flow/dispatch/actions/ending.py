"""What is asked of others ends with what it was asked for: offers with the handling, tasks with the open case."""

from hetang.commons.accounts.api import Account
from hetang.flow.dispatch.actions.task import TASKED
from hetang.flow.dispatch.actions.transfer import FROM, INVITED
from hetang.flow.dispatch.models import Task, Transfer
from hetang.ground.lib import clock
from hetang.record.cases import api as cases
from hetang.record.cases.api import OPEN_STATES, Case


def end_with_step(case: Case, was: str, by: Account) -> None:
    """After a step from state `was` (settings.CASE_STEPS): what can no longer be taken or answered is withdrawn."""
    if was in FROM and case.state not in FROM:
        _end_offers(case)
    if was in OPEN_STATES and case.state not in OPEN_STATES:
        _end_tasks(case, by)


def end_all_asked(case: Case, by: Account) -> None:
    """The case was sealed (settings.CASE_SEALED): only who is named by a leader goes on seeing it."""
    _end_offers(case)
    _end_tasks(case, by)


def _end_offers(case: Case) -> None:
    if Transfer.objects.filter(case=case, state="offered").update(state="withdrawn", answered_at=clock.now()):
        cases.end_access(case, role=INVITED)


def _end_tasks(case: Case, by: Account) -> None:
    """Open tasks are withdrawn, each told; a report that nobody approved yet stays, but opens the case no more."""
    running = list(Task.objects.filter(case=case, state__in=("open", "reported")).order_by("id"))
    if not running:
        return
    for task in running:
        if task.state == "open":
            cases.tell(case, "withdraw_task", by=by, body={"task": task.kind, "unit": task.unit_id})
    Task.objects.filter(case=case, state="open").update(state="withdrawn")
    cases.end_access(case, role=TASKED)
