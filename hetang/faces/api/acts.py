"""What a verb calls: each move of a lifecycle table, and the work that the moves ask for, with its action.

A verb that a table gains and that no action is named for here stops the program from starting.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hetang.flow.archive import api as archive
from hetang.flow.dispatch import api as dispatch
from hetang.ground.lib.labels import N_
from hetang.record.cases import api as cases
from hetang.record.followup import api as followup
from hetang.record.rights.api import REQUEST
from hetang.services.mediation import api as mediation

CASE, MEDIATED, OBLIGATION, PARTY, TASK, OFFER = "case", "mediation", "obligation", "party", "task", "offer"
# Not called on a case: the first is how a contact comes in, the second follows an acceptance by itself.
NOT_CALLED = frozenset({"register", "open_mediation"})

# What the law puts into a person's hands: who asks about their own data is identified, decided on and answered by people.
BY_PEOPLE = frozenset(move.verb for move in REQUEST.moves)


@dataclass(frozen=True)
class Act:
    """What a verb calls, on what, and with what the verb itself says."""

    action: Callable[..., Any]
    on: str = CASE
    fixed: Mapping[str, Any] = field(default_factory=dict)
    example: Mapping[str, Any] = field(default_factory=dict)


_NOTE = {"note": "双方都愿意先谈谈"}
_AGAIN = {"again": True}
ACTS: Mapping[str, Act] = {
    "assign": Act(dispatch.assign_case, example={"to": 7, "unit": "st-1"}),
    "accept": Act(dispatch.accept_case),
    "return": Act(dispatch.return_case, example={"reason": "busy", "note": "手头太满，已问过站长"}),
    "recuse": Act(dispatch.recuse, example={"note": "是我邻居"}),
    "appeal": Act(dispatch.appeal_case, example={"note": "不归我们"}),
    "refer": Act(dispatch.refer_case, example={"note": "不归我们"}),
    "rule": Act(dispatch.rule_case, example={"to": 7, "unit": "st-1", "note": "按清单归蔡马驿站"}),
    "escalate": Act(dispatch.escalate_case, example={"note": "要区里协调"}),
    "send_down": Act(dispatch.send_case_down, example={"note": "请街道办"}),
    "resolve": Act(cases.resolve_case, example=_NOTE),
    "reopen": Act(cases.reopen_case, example={"note": "又反悔了"}),
    "close": Act(cases.close_case, example={"note": "款已付清"}),
    "archive": Act(archive.archive_case),
    "void": Act(cases.void_case, example={"note": "重复登记"}),
    "join": Act(cases.join_cluster, example={"lead": "ST2026-00016", "reason": "同一件事"}),
    "leave": Act(cases.leave_cluster, example={"reason": "是另一件事"}),
    "reply": Act(cases.reply_to_member, example={"text": "已随主案办结", "means": "call"}),
    "answer": Act(cases.answer_case, example={"text": "已派人修好路灯", "means": "call"}),
    "admit": Act(cases.admit_petition, example={"note": "材料齐全"}),
    "transfer": Act(cases.transfer_petition, example={"to": "区住房和城乡建设局"}),
    "refuse": Act(cases.refuse_petition, example={"reason": "court"}),
    "take_back": Act(cases.take_back_petition, example={"note": "对方退回"}),
    "mediate": Act(
        cases.mediate_petition,
        example={"conversion": {"claim": "claim", "consenting": [31, 32], "note": "双方都同意调解"}},
    ),
    "serve": Act(cases.serve_answer, fixed={"again": False}, example={"served_on": "2026-03-09"}),
    "serve_review": Act(cases.serve_answer, fixed=_AGAIN, example={"served_on": "2026-03-09"}),
    "ask_review": Act(cases.ask_review, fixed={"again": False}),
    "ask_rereview": Act(cases.ask_review, fixed=_AGAIN),
    "decide_review": Act(cases.decide_review, fixed={"again": False}, example={"text": "维持原处理意见"}),
    "decide_rereview": Act(cases.decide_review, fixed=_AGAIN, example={"text": "维持复查意见"}),
    "begin": Act(mediation.begin_session, MEDIATED),
    "settle": Act(
        mediation.settle,
        MEDIATED,
        example={
            "agreement": {
                "form": "oral",
                "promises": [{"debtor": 32, "creditor": 31, "due_on": "2026-03-09", "amount_fen": 50_000}],
            }
        },
    ),
    "terminate": Act(mediation.terminate, MEDIATED, example={"reason": "refused"}),
    "resume": Act(mediation.resume, MEDIATED),
}


@dataclass(frozen=True)
class Step:
    """Work on a case that moves no state and that the moves ask for: noun, name, what it calls, and who may, where a
    table says so."""

    name: str
    path: str
    title: str
    act: Act
    duties: tuple[str, ...] = ()


STEPS = (
    Step(
        "record_attempt",
        "/cases/{number}/attempts",
        N_("登记一次联系"),
        Act(mediation.record_attempt, MEDIATED, example={"party": 31, "outcome": "consents", "means": "call"}),
    ),
    Step("tell_rights", "/cases/{number}/rights", N_("登记权利义务已告知"), Act(mediation.tell_rights, MEDIATED)),
    Step(
        "check_identity",
        "/cases/{number}/parties/{party}/identity",
        N_("登记核对了身份"),
        Act(cases.check_identity, PARTY, example={"means": "phone"}),
    ),
    Step(
        "record_follow_up",
        "/cases/{number}/follow-up",
        N_("登记回访"),
        Act(followup.record_follow_up, example={"party": 31, "solved": "yes", "satisfaction": "satisfied"}),
    ),
    Step(
        "record_performance",
        "/cases/{number}/obligations/{obligation}/performance",
        N_("登记履行"),
        Act(followup.record_performance, OBLIGATION, example={"amount_fen": 50_000}),
    ),
    Step(
        "record_breach",
        "/cases/{number}/obligations/{obligation}/breach",
        N_("登记未履行"),
        Act(followup.record_breach, OBLIGATION, example={"note": "催过三次，对方不接电话；已告知可以起诉"}),
    ),
)
_TASKS, _OFFER = "/cases/{number}/tasks", "/cases/{number}/transfer-offer"
_ONE = _TASKS + "/{task}"


def _decided(verb: str, **example: str) -> Act:
    return Act(dispatch.decide_task, TASK, fixed={"verb": verb}, example=example)


# What is asked of others beside the handler: each verb of its tables, where it is called and what it calls.
ASKED: Mapping[str, tuple[str, Act]] = {
    "ask_task": (
        _TASKS,
        Act(dispatch.ask_task, example={"kind": "help", "unit": "st-2", "text": "请上门看看楼道的灯"}),
    ),
    "report_task": (f"{_ONE}/report", Act(dispatch.report_task, TASK, example={"text": "灯已修好"})),
    "finish_task": (f"{_ONE}/approval", _decided("finish_task")),
    "redo_task": (f"{_ONE}/supplement", _decided("redo_task", text="请附一张照片")),
    "withdraw_task": (f"{_ONE}/withdrawal", _decided("withdraw_task")),
    "offer_transfer": (
        _OFFER,
        Act(dispatch.offer_transfer, example={"to": 8, "unit": "st-2", "text": "对方在您的社区，请您接办"}),
    ),
    "take_transfer": (f"{_OFFER}/acceptance", Act(dispatch.take_transfer, OFFER)),
    "decline_transfer": (f"{_OFFER}/refusal", Act(dispatch.decline_transfer, OFFER, example={"text": "手头太满"})),
    "withdraw_transfer": (f"{_OFFER}/withdrawal", Act(dispatch.withdraw_transfer, OFFER)),
}
