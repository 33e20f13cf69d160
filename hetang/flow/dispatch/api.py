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
from hetang.flow.dispatch.actions.climb import climb, ladder_of
from hetang.flow.dispatch.actions.ending import end_all_asked, end_with_step
from hetang.flow.dispatch.actions.hand_over import HandOver, hand_over_case, hand_over_cases, open_cases_of
from hetang.flow.dispatch.actions.route import Wanted, add_rule
from hetang.flow.dispatch.actions.task import ask_task, decide_task, report_task
from hetang.flow.dispatch.actions.transfer import decline_transfer, offer_transfer, take_transfer, withdraw_transfer
from hetang.flow.dispatch.asked import Waiting, asked_of
from hetang.flow.dispatch.lifecycle import TASK, TASK_KINDS, TRANSFER
from hetang.flow.dispatch.models import Assignment, RoutingRule, Task, Transfer
from hetang.flow.dispatch.queries import is_not_ruled, leaving_notice, may_refer, may_return
from hetang.flow.dispatch.suggesting import Candidate, candidates_for
from hetang.flow.dispatch.waiting import QUEUES, WATCHERS, sealed_to_give

__all__ = [
    "QUEUES",
    "TASK",
    "TASK_KINDS",
    "TRANSFER",
    "WATCHERS",
    "Waiting",
    "Wanted",
    "Assignment",
    "Candidate",
    "HandOver",
    "RoutingRule",
    "Task",
    "Transfer",
    "accept_case",
    "add_rule",
    "appeal_case",
    "ask_task",
    "asked_of",
    "assign_case",
    "candidates_for",
    "chase_silent",
    "climb",
    "decide_task",
    "decline_transfer",
    "end_all_asked",
    "end_handling",
    "end_with_step",
    "escalate_case",
    "hand_over_case",
    "hand_over_cases",
    "is_not_ruled",
    "ladder_of",
    "leaving_notice",
    "may_refer",
    "may_return",
    "offer_transfer",
    "open_cases_of",
    "recuse",
    "refer_case",
    "report_task",
    "return_case",
    "rule_case",
    "sealed_to_give",
    "send_case_down",
    "take_transfer",
    "withdraw_transfer",
]
