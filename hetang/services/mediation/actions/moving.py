"""What the verbs of a mediation share."""

from hetang.commons.accounts.api import Account
from hetang.ground.lib.labels import N_
from hetang.ground.lib.lifecycle import Move
from hetang.ground.lib.refusals import WrongState
from hetang.record.cases import api as cases
from hetang.record.cases.api import Case
from hetang.services.mediation.lifecycle import MEDIATION
from hetang.services.mediation.models import Mediation
from hetang.services.mediation.queries import facts


def lock(mediation: Mediation) -> tuple[Case, Mediation]:
    """The case and its mediation, locked in this order everywhere, read afresh."""
    case = cases.lock(mediation.case)
    fresh = Mediation.objects.select_for_update().get(pk=mediation.pk)
    fresh.case = case
    return case, fresh


def step(mediation: Mediation, verb: str, *, by: Account) -> Move:
    """Check `verb` for `by` and set the new state; not saved yet. Raises a `Refused`."""
    case, move = mediation.case, MEDIATION.move(verb)
    require_in_hand(case, move, by=by)
    MEDIATION.step(mediation.state, verb, dict.fromkeys(move.needs, True))
    known = facts(mediation, cases.parties_of(case)) if move.needs else {}
    MEDIATION.step(mediation.state, verb, known)
    mediation.state = move.to_state
    return move


def require_in_hand(case: Case, move: Move, *, by: Account) -> None:
    """The case is in hand and `by` is the one who handles it."""
    cases.require(by, move, case)
    if case.state != "in_progress":
        raise WrongState(
            N_("案件现在是“%(state)s”，不能继续调解。"),
            then=N_("签收后、报结前才能记录调解；需要再调时请驿站负责人重新办理。"),
            state=case.state_label,
        )
