"""Dispatch's door."""

from hetang.flow.dispatch.actions.assign import accept_case, assign_case, end_handling, return_case
from hetang.flow.dispatch.actions.hand_over import HandOver, hand_over_case, hand_over_cases, open_cases_of
from hetang.flow.dispatch.models import Assignment
from hetang.flow.dispatch.queries import Candidate, candidates_for, leaving_notice

__all__ = [
    "Assignment",
    "Candidate",
    "HandOver",
    "accept_case",
    "assign_case",
    "candidates_for",
    "end_handling",
    "hand_over_case",
    "hand_over_cases",
    "leaving_notice",
    "open_cases_of",
    "return_case",
]
