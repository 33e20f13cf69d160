"""The follow-up's door."""

from hetang.record.followup.actions import (
    Promise,
    add_obligations,
    rate_case,
    record_breach,
    record_follow_up,
    record_performance,
)
from hetang.record.followup.models import FollowUp, Obligation
from hetang.record.followup.queries import (
    answers_of,
    are_obligations_settled,
    awaiting_closure,
    awaiting_follow_up,
    has_rated,
    is_asked,
    is_followed_up,
    is_not_contested,
    obligations_of,
    promises_of,
)
from hetang.record.followup.rules import OBLIGATION_STATES, SATISFACTION, SOLVED

__all__ = [
    "answers_of",
    "OBLIGATION_STATES",
    "SATISFACTION",
    "SOLVED",
    "FollowUp",
    "Obligation",
    "Promise",
    "add_obligations",
    "are_obligations_settled",
    "awaiting_closure",
    "awaiting_follow_up",
    "promises_of",
    "has_rated",
    "is_asked",
    "is_followed_up",
    "is_not_contested",
    "obligations_of",
    "rate_case",
    "record_breach",
    "record_follow_up",
    "record_performance",
]
