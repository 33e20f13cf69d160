"""Dispatch's door."""

from hetang.flow.dispatch.actions.assign import accept_case, assign_case, end_handling
from hetang.flow.dispatch.actions.bounce import (
    appeal_case,
    escalate_case,
    recuse,
    refer_case,
    return_case,
    rule_case,
    send_case_down,
)
from hetang.flow.dispatch.actions.chase import chase_silent
from hetang.flow.dispatch.actions.hand_over import HandOver, hand_over_case, hand_over_cases, open_cases_of
from hetang.flow.dispatch.models import Assignment
from hetang.flow.dispatch.queries import is_not_ruled, leaving_notice, may_return
from hetang.flow.dispatch.suggesting import Candidate, candidates_for

__all__ = [
    "Assignment",
    "Candidate",
    "HandOver",
    "accept_case",
    "appeal_case",
    "assign_case",
    "candidates_for",
    "chase_silent",
    "end_handling",
    "escalate_case",
    "hand_over_case",
    "hand_over_cases",
    "is_not_ruled",
    "leaving_notice",
    "may_return",
    "open_cases_of",
    "recuse",
    "refer_case",
    "return_case",
    "rule_case",
    "send_case_down",
]
