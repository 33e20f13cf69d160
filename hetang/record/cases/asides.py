"""Verbs that leave the state as it is, with who may: what a lead or a leader alone decides. Plain Python."""

from collections.abc import Mapping

from hetang.ground.lib.labels import N_
from hetang.ground.lib.lifecycle import Move
from hetang.record.cases.lifecycle import OPEN_STATES

LEAD, LEADERS = ("station_lead",), ("station_lead", "leader")
FROZEN_STATES = ("closed", "archived", "transferred", "refused")


def _aside(verb: str, label: str, noun: str, duties: tuple[str, ...], states: tuple[str, ...] = OPEN_STATES) -> Move:
    return Move(verb, label, noun, states, "", duties)


ASIDES: Mapping[str, Move] = {
    move.verb: move
    for move in (
        _aside("review_risk", N_("复核风险"), "risk-review", LEADERS),
        _aside("lower_risk", N_("降低风险等级"), "risk-lowering", LEAD),
        _aside("lead_risk", N_("领导包案"), "risk-leader", LEADERS),
        _aside("change_lead", N_("更换主案"), "lead", LEAD),
        _aside("allow_correction", N_("准许更正"), "override", LEADERS, FROZEN_STATES),
    )
}
