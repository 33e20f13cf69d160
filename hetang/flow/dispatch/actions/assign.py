"""Giving a case to somebody, taking it, giving it back."""

from django.db import transaction

from hetang.commons.accounts.api import Account, duty_holders, is_away
from hetang.commons.places.api import Unit
from hetang.flow.dispatch.models import Assignment
from hetang.flow.dispatch.queries import recused_from
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases import api as cases
from hetang.record.cases.api import Case
from hetang.services.mediation import api as mediation


@transaction.atomic
def assign_case(
    case: Case, *, to: Account, unit: Unit, note: str = "", seen: int | None = None, by: Account
) -> Assignment:
    """Give the case to a mediator of a unit of its street. The acceptance clock starts now, not at acceptance.

    `seen`: the number of the last event on the page that was looked at; somebody else's hand-over since is not undone.
    """
    case = cases.lock(case, moving=True)
    cases.step(case, "assign", by=by)
    cases.require_unchanged(case, seen, ("assign", "accept", "return", "hand_over"), what=N_("承办人"))
    if unit.place.street != case.street or not duty_holders("mediator", {unit.pk}).filter(account=to).exists():
        raise Invalid(N_("这位同事现在不是该单位的调解员。"), then=N_("请从名单里重新选择。"))
    if to.pk in recused_from(case):
        raise Invalid(N_("这位同事对这件案件声明过利害关系，应当回避。"), then=N_("请换一位同事承办。"))
    if is_away(to):
        raise Invalid(N_("这位同事现在不在岗。"), then=N_("请换一位同事承办。"))
    now = clock.now()
    cases.release(case)
    assignment = Assignment.objects.create(case=case, unit=unit, to=to, by=by, at=now)
    case.assignee = to
    case.save(update_fields=["state", "assignee"])
    cases.grant_access(case, role="handler", account=to, by=by)
    if unit.pk != case.unit_id:
        cases.grant_access(case, role="helping", unit=unit, by=by)
    cases.turn_clocks(case, "assign")
    cases.tell(case, "assign", by=by, note=note, body={"account": to.pk, "unit": unit.pk})
    return assignment


@transaction.atomic
def accept_case(case: Case, *, by: Account) -> Assignment:
    """The handler takes the case; a dispute's mediation opens and its clock starts."""
    case = cases.lock(case, moving=True)
    cases.step(case, "accept", by=by)
    assignment = Assignment.objects.select_for_update().get(case=case, ended_at=None)
    assignment.accepted_at = clock.now()
    assignment.save(update_fields=["accepted_at"])
    case.save(update_fields=["state"])
    cases.turn_clocks(case, "accept")
    cases.tell(case, "accept", by=by)
    if case.kind == Case.Kind.DISPUTE:
        mediation.open_mediation(case, by=by)
    return assignment


@transaction.atomic
def return_case(case: Case, *, reason: str, note: str = "", by: Account) -> Assignment:
    """The mediator gives the case back with a reason (`return_reasons` pack); the station has a day to decide anew."""
    case = cases.lock(case, moving=True)
    cases.step(case, "return", by=by)
    if rulepacks.entry("return_reasons", reason) is None:
        raise Invalid(N_("请选择退回的原因。"), then=N_("原因会留在办理经过里，由驿站负责人重新分派。"))
    assignment = Assignment.objects.select_for_update().get(case=case, ended_at=None)
    assignment.ended_at, assignment.return_reason = clock.now(), reason
    assignment.save(update_fields=["ended_at", "return_reason"])
    cases.release(case)
    case.save(update_fields=["state", "assignee"])
    cases.turn_clocks(case, "return")
    cases.tell(case, "return", by=by, note=note, body={"return_reason": reason})
    return assignment


def end_handling(case: Case) -> None:
    """The case leaves its handler's hands (settings.CASE_RELEASES): the hand-over ends, and neither the handler nor
    the unit that lent them goes on seeing it."""
    case.assignments.filter(ended_at=None).update(ended_at=clock.now())
    cases.end_access(case, role="handler")
    cases.end_access(case, role="helping")
