"""Giving a case to somebody, and taking it."""

from django.db import transaction

from hetang.commons.accounts.api import Account, duty_holders, is_away
from hetang.commons.places.api import Unit
from hetang.flow.dispatch.limits import NOT_SILENT, next_silence
from hetang.flow.dispatch.models import Assignment, Transfer
from hetang.flow.dispatch.queries import recused_from, ruled_unit
from hetang.flow.dispatch.saying import require_short
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid
from hetang.record.cases import api as cases
from hetang.record.cases.api import ARBITERS, Case
from hetang.services.mediation import api as mediation

# What a form that gives a case out must have seen.
HAND_OVERS = ("assign", "accept", "return", "recuse", "rule", "hand_over", "take_transfer")


@transaction.atomic
def assign_case(
    case: Case, *, to: Account, unit: Unit, note: str = "", seen: int | None = None, by: Account
) -> Assignment:
    """Give the case to a mediator of a unit of its street. The acceptance clock starts now, not at acceptance.

    `seen`: the number of the last event on the page that was looked at; somebody else's hand-over since is not undone.
    What an arbiter ruled stays with that unit, unless an arbiter gives it elsewhere.
    """
    case = cases.lock(case, moving=True)
    cases.step(case, "assign", by=by)
    require_short(note)
    cases.require_unchanged(case, seen, HAND_OVERS, what=N_("承办人"))
    if to.pk == case.assignee_id:
        # Anew to the same hands would only turn back what is counted: the clock, the silence, the returns.
        raise Invalid(N_("这件案件已经在这位同事手里。"), then=N_("请选另一位同事。"))
    check_receiver(case, to, unit)
    ruled = ruled_unit(case)
    if ruled not in {None, unit.pk} and cases.right_by_role(by, case, *ARBITERS) is None:
        raise Invalid(N_("这件案件已经裁定由哪个单位承办，不能再派给别的单位。"), then=N_("请在裁定的单位里选人。"))
    given = give(case, to=to, unit=unit, by=by)
    cases.turn_clocks(case, "assign")
    cases.tell(case, "assign", by=by, note=note, body={"account": to.pk, "unit": unit.pk})
    return given


def check_receiver(case: Case, to: Account, unit: Unit) -> None:
    """Raise `Invalid` unless `to` mediates in `unit` of the case's street today and has no interest of their own."""
    if unit.place.street != case.street or not duty_holders("mediator", {unit.pk}).filter(account=to).exists():
        raise Invalid(N_("这位同事现在不是该单位的调解员。"), then=N_("请从名单里重新选择。"))
    if to.pk in recused_from(case):
        raise Invalid(N_("这位同事对这件案件声明过利害关系，应当回避。"), then=N_("请换一位同事承办。"))
    if is_away(to):
        raise Invalid(N_("这位同事现在不在岗。"), then=N_("请换一位同事承办。"))


def give(
    case: Case, *, to: Account, unit: Unit, by: Account, is_final: bool = False, taken: bool = False
) -> Assignment:
    """Out of one hand and into another, under the case's lock: the row, who sees it, the assignee; saves the case.

    `taken`: the receiver has already said yes, so nobody waits for an answer.
    """
    now = clock.now()
    cases.release(case)
    given = Assignment.objects.create(
        case=case,
        unit=unit,
        to=to,
        by=by,
        at=now,
        is_final=is_final,
        accepted_at=now if taken else None,
        silent_at=None if taken else next_silence(NOT_SILENT, now),
    )
    case.assignee = to
    case.save(update_fields=["state", "assignee", "unit"])
    cases.grant_access(case, role="handler", account=to, by=by)
    if unit.pk != case.unit_id:
        cases.grant_access(case, role="helping", unit=unit, by=by)
    return given


@transaction.atomic
def accept_case(case: Case, *, by: Account) -> Assignment:
    """The handler takes the case; a dispute's mediation opens and its clock starts."""
    case = cases.lock(case, moving=True)
    cases.step(case, "accept", by=by)
    assignment = current_of(case)
    assignment.accepted_at, assignment.silent_at = clock.now(), None
    assignment.save(update_fields=["accepted_at", "silent_at"])
    case.save(update_fields=["state"])
    cases.turn_clocks(case, "accept")
    cases.tell(case, "accept", by=by)
    if case.kind == Case.Kind.DISPUTE:
        mediation.open_mediation(case, by=by)
    return assignment


def current_of(case: Case) -> Assignment:
    """The assignment that holds, locked."""
    return Assignment.objects.select_for_update().get(case=case, ended_at=None)


def end_handling(case: Case) -> None:
    """The case leaves its handler's hands (settings.CASE_RELEASES): the hand-over ends, and neither the handler nor
    the unit that lent them goes on seeing it; what the handler offered to others is taken back."""
    now = clock.now()
    case.assignments.filter(ended_at=None).update(ended_at=now, silent_at=None)
    cases.end_access(case, role="handler")
    cases.end_access(case, role="helping")
    if Transfer.objects.filter(case=case, state="offered").update(state="withdrawn", answered_at=now):
        cases.end_access(case, role="invited")
