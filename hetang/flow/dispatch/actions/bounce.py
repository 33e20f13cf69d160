"""Giving a case back, and what ends the going to and fro: an arbiter whose word is final. Nothing falls between two chairs.

Facts: the clock runs from the giving out; a return needs reason and evidence and is limited in number and time; beyond
that somebody decides for good (退单限次限时, 终审派单).
"""

from copy import copy

from django.db import transaction

from hetang.commons.accounts.api import Account, duty_holders
from hetang.commons.places.api import Unit
from hetang.flow.dispatch.actions.assign import HAND_OVERS, check_receiver, current_of, give
from hetang.flow.dispatch.limits import INTEREST
from hetang.flow.dispatch.models import Assignment
from hetang.flow.dispatch.saying import require_words
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, NotAllowed
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases import api as cases
from hetang.record.cases.api import ARBITERS, Case


@transaction.atomic
def return_case(case: Case, *, reason: str, note: str = "", by: Account) -> Assignment:
    """The handler gives the case back with a reason (`return_reasons` pack) and its evidence; the station decides anew.

    At most so often and so soon as the pack `dispatch` says (the need `may_return`). An interest of one's own is no
    return but a duty: it is never counted and never too late.
    """
    is_recusal = reason == INTEREST
    verb = "recuse" if is_recusal else "return"
    case = cases.lock(case, moving=True)
    cases.step(case, verb, by=by)
    if rulepacks.entry("return_reasons", reason) is None:
        raise Invalid(N_("请选择退回的原因。"), then=N_("原因会留在办理经过里，由驿站负责人重新分派。"))
    require_words(note, N_("还没有写退回的依据。"), N_("请写明依据：职责清单、现场情况，或与谁核实过。"))
    assignment = current_of(case)
    assignment.return_reason = reason
    assignment.save(update_fields=["return_reason"])
    cases.release(case)
    assignment.refresh_from_db()
    case.save(update_fields=["state", "assignee"])
    cases.turn_clocks(case, verb)
    cases.tell(case, verb, by=by, note=note, body={"return_reason": reason})
    return assignment


def recuse(case: Case, *, note: str, by: Account) -> Assignment:
    """The handler steps aside for an interest of their own (回避), at any time before the matter is done."""
    return return_case(case, reason=INTEREST, note=note, by=by)


@transaction.atomic
def appeal_case(case: Case, *, note: str, by: Account) -> Case:
    """The handler, who may not return it (again), asks for a ruling. The case leaves their hands: it waits for arbiters."""
    return _to_arbiter(case, "appeal", note=note, by=by)


@transaction.atomic
def refer_case(case: Case, *, note: str, by: Account) -> Case:
    """The station's lead holds that another unit is responsible and asks for a ruling."""
    return _to_arbiter(case, "refer", note=note, by=by)


def _to_arbiter(case: Case, verb: str, *, note: str, by: Account) -> Case:
    case = cases.lock(case, moving=True)
    cases.step(case, verb, by=by)
    require_words(note, N_("还没有写提请裁定的理由。"), N_("请写明依据和您认为应当由哪个单位承办。"))
    cases.release(case)
    case.save(update_fields=["state", "assignee"])
    cases.turn_clocks(case, verb)
    cases.tell(case, verb, by=by, note=note)
    return case


@transaction.atomic
def rule_case(case: Case, *, to: Account, unit: Unit, note: str, seen: int | None = None, by: Account) -> Assignment:
    """An arbiter decides for good who is responsible: the unit that is named cannot give the case back.

    A unit with a lead who reaches the case becomes its station from now on; another one helps.
    """
    case = cases.lock(case, moving=True)
    cases.step(case, "rule", by=by)
    cases.require_unchanged(case, seen, HAND_OVERS, what=N_("承办人"))
    require_words(note, N_("还没有写裁定的理由。"), N_("请写一句依据，它会留在办理经过里，各方都看得到。"))
    check_receiver(case, to, unit)
    if unit.pk != case.unit_id and _is_led(case, unit):
        case.unit = unit
    given = give(case, to=to, unit=unit, by=by, is_final=True)
    cases.turn_clocks(case, "rule")
    cases.tell(case, "rule", by=by, note=note, body={"account": to.pk, "unit": unit.pk})
    return given


def _is_led(case: Case, unit: Unit) -> bool:
    """Whether a lead of `unit` could do a lead's work on the case there: give it out, close it, put it on file."""
    there = copy(case)
    there.unit = unit
    leads = duty_holders("station_lead", {unit.pk})
    return any(cases.right_by_role(lead.account, there, "station_lead") is not None for lead in leads)


@transaction.atomic
def escalate_case(case: Case, *, note: str, by: Account) -> Case:
    """Pass the case up to the district, saying why. Its station stays the first owner; what the law counts runs on."""
    case = cases.lock(case, moving=True)
    if not may_escalate(by, case):
        raise NotAllowed(N_("等待裁定的案件不能由您上报。"), then=N_("请等调度员或街道领导裁定，由他们决定是否上报。"))
    cases.step(case, "escalate", by=by)
    require_words(note, N_("还没有写上报的理由。"), N_("请写明街道已经做了什么、需要区里协调什么。"))
    cases.release(case)
    case.save(update_fields=["state", "assignee"])
    cases.turn_clocks(case, "escalate")
    cases.tell(case, "escalate", by=by, note=note)
    return case


def may_escalate(by: Account, case: Case) -> bool:
    """Out of an arbitration only an arbiter passes a case up: nobody dodges the ruling that they asked for."""
    return case.state != "in_arbitration" or cases.right_by_role(by, case, *ARBITERS) is not None


@transaction.atomic
def send_case_down(case: Case, *, note: str, by: Account) -> Case:
    """The district gave it back with its word; the station gives it out anew."""
    case = cases.lock(case, moving=True)
    cases.step(case, "send_down", by=by)
    require_words(note, N_("还没有写区级的意见。"), N_("请写明区里怎么说、交回后由街道做什么。"))
    case.save(update_fields=["state"])
    cases.turn_clocks(case, "send_down")
    cases.tell(case, "send_down", by=by, note=note)
    return case
