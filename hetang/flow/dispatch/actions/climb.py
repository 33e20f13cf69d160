"""Going up the ladder of attempts when a level has made its tries."""

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.flow.dispatch.actions.bounce import escalate_case
from hetang.flow.dispatch.ladder import Ladder, Mark, Rung, climbed
from hetang.flow.dispatch.saying import require_words
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Missing, NotAllowed, WrongState
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases import api as cases
from hetang.record.cases.api import Case, once

WHO = ("station_lead", "dispatcher", "leader")
PACK = "attempt_ladder"


def ladder_of(case: Case) -> Ladder:
    """Where the case stands, read from its story."""
    rungs = [Rung(e["key"], e["level"], e["tries"], e["label"], e.get("advice", "")) for e in rulepacks.entries(PACK)]
    reached = {e["key"] for e in rulepacks.entries("outcomes") if e.get("reached", bool(e["effect"]))}
    # A call that nobody took brought no sides together.
    told = [e for e in once(case, cases.events_of) if e.verb != "attempt" or e.body.get("outcome") in reached]
    return climbed(rungs, [Mark(e.verb, e.day, str(e.body.get("rung", ""))) for e in told])


def may_climb(by: Account, case: Case) -> bool:
    """Whether `by` may take the case to the next level: the lead and those above."""
    held = cases.right_by_role(by, case, *WHO)
    if held is None:
        return False
    case.on_behalf = held.on_behalf
    return True


@transaction.atomic
def climb(case: Case, *, note: str, by: Account) -> Case:
    """To the next rung, saying why. The district's rung passes the case up; the court's is advice and moves no state.

    Raises `Missing` while the level has tries left, `WrongState` on the last rung and for what is not a dispute in hand.
    """
    case = cases.lock(case)
    if case.kind != Case.Kind.DISPUTE or case.state not in {"in_progress", "returned"}:
        raise WrongState(
            N_("现在是“%(state)s”，不能升级调解。"), then=N_("办理中的纠纷才逐级调解。"), state=case.state_label
        )
    if not may_climb(by, case):
        raise NotAllowed(N_("您不能把这件案件升级。"), then=N_("由承办驿站负责人、调度员或街道领导来定。"))
    require_words(note, N_("还没有写升级的理由。"), N_("请写明已经调解了几次、难在哪里。"))
    ladder = ladder_of(case)
    if ladder.next is None:
        raise WrongState(N_("已经到最后一级。"), then=N_("请终止调解，书面告知其他途径。"))
    if not ladder.is_used_up:
        raise Missing(N_("还不能升级。"), needs=[N_("这一级规定的调解次数已经用完")])
    goes_up = ladder.next.level == "district"
    # The reason stands once in the record, with the step that it explains.
    cases.tell(case, "climb", by=by, note="" if goes_up else note, body={"rung": ladder.next.key})
    if goes_up:
        escalate_case(case, note=note, by=by)
    return case
