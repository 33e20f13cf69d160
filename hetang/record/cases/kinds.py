"""The other kinds of matter, each with a small table of its own, and which clock runs when. Plain Python.

A consultation is answered, a request is handled and answered, a hazard is removed and looked at again, a petition
(信访) goes its own way by 《信访工作条例》 and never turns into a mediation by itself. What is the same in all of them
(assign, accept, return, void, archive) has the same verb.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hetang.ground.lib.labels import N_
from hetang.ground.lib.lifecycle import Lifecycle, Move
from hetang.record.cases.lifecycle import BOUNCING_NEEDS, CASE, bouncing

LEAD = ("station_lead",)
TAKERS = ("operator", "station_lead")
HANDLER = ("mediator",)

_REGISTER = Move("register", N_("登记"), "registration", (), "registered", TAKERS)
_ACCEPT = Move("accept", N_("签收"), "acceptance", ("assigned",), "in_progress", HANDLER, assignee_only=True)
_ARCHIVE = Move("archive", N_("归档"), "archive", ("closed",), "archived", LEAD)
_JOIN_FROM = ("registered", "returned", "assigned", "in_progress")
_JOIN = Move("join", N_("并案"), "joining", _JOIN_FROM, "joined", LEAD)
_LEAVE = Move("leave", N_("退出并案"), "leaving", ("joined",), "registered", LEAD)
_RISK = {
    "police_told": N_("红色风险已向公安机关报告并登记回执（人民调解法第二十五条）"),
    "risk_led": N_("红色风险已有领导包案"),
    "risk_reviewed": N_("红色风险在最近一次定级之后已复核"),
}
_REPLY = Move(
    "reply",
    N_("答复并结案"),
    "reply",
    ("joined",),
    "closed",
    TAKERS,
    needs=("lead_done", "police_told", "risk_led", "risk_reviewed"),
)
_MEMBERS = {"lead_done": N_("主案已经结案"), "members_answered": N_("并入的案件都已逐一答复")}


def _assign(first: str) -> Move:
    sources = (first, "returned", "assigned", "in_progress")
    return Move(
        "assign", N_("分派"), "assignment", sources, "assigned", ("station_lead", "dispatcher"), when_sealed=("leader",)
    )


def _void(*sources: str) -> Move:
    # A wrong registration, a transfer or a refusal ends the work, not the duty to report (人民调解法 §25).
    return Move("void", N_("作废"), "voiding", sources, "voided", LEAD, needs=("police_told",))


REQUEST = Lifecycle(
    name="request",
    title=N_("诉求"),
    initial="registered",
    final=frozenset({"archived", "voided"}),
    states={
        "registered": N_("待分派"),
        "assigned": N_("待签收"),
        "returned": N_("已退回"),
        "in_arbitration": N_("待裁定"),
        "escalated": N_("已上报区级"),
        "in_progress": N_("办理中"),
        "joined": N_("已并案"),
        "resolved": N_("已答复，待回访"),
        "closed": N_("已结案"),
        "archived": N_("已归档"),
        "voided": N_("已作废"),
    },
    needs={
        "followed_up": N_("办结后已回访到本人"),
        "not_contested": N_("最近一次回访没有反映“仍未解决”"),
        **_RISK,
        **_MEMBERS,
        **BOUNCING_NEEDS,
    },
    moves=(
        _REGISTER,
        _assign("registered"),
        _ACCEPT,
        *bouncing("registered"),
        Move(
            "answer",
            N_("办结并答复"),
            "answer",
            ("in_progress",),
            "resolved",
            HANDLER,
            needs=("police_told",),
            assignee_only=True,
        ),
        Move("reopen", N_("重新办理"), "reopening", ("resolved", "closed"), "in_progress", LEAD),
        Move(
            "close",
            N_("结案"),
            "closure",
            ("resolved",),
            "closed",
            LEAD,
            needs=("followed_up", "not_contested", "police_told", "risk_led", "risk_reviewed"),
        ),
        Move("archive", N_("归档"), "archive", ("closed",), "archived", LEAD, needs=("members_answered",)),
        _void("registered", "returned", "assigned", "in_progress", "in_arbitration"),
        _JOIN,
        _LEAVE,
        _REPLY,
    ),
)

CONSULTATION = Lifecycle(
    name="consultation",
    title=N_("咨询"),
    initial="registered",
    final=frozenset({"archived", "voided"}),
    states={
        "registered": N_("待答复"),
        "resolved": N_("已答复"),
        "closed": N_("已结案"),
        "archived": N_("已归档"),
        "voided": N_("已作废"),
    },
    needs=_RISK,
    moves=(
        _REGISTER,
        # Whoever took the question may answer it and be done.
        Move("answer", N_("答复"), "answer", ("registered",), "resolved", TAKERS, needs=("police_told",)),
        Move("reopen", N_("再次答复"), "reopening", ("resolved", "closed"), "registered", TAKERS),
        Move(
            "close",
            N_("结案"),
            "closure",
            ("resolved",),
            "closed",
            TAKERS,
            needs=("police_told", "risk_led", "risk_reviewed"),
        ),
        _ARCHIVE,
        _void("registered"),
    ),
)

HAZARD = Lifecycle(
    name="hazard",
    title=N_("隐患"),
    initial="registered",
    final=frozenset({"archived", "voided"}),
    states={
        "registered": N_("待分派"),
        "assigned": N_("待签收"),
        "returned": N_("已退回"),
        "in_arbitration": N_("待裁定"),
        "escalated": N_("已上报区级"),
        "in_progress": N_("整改中"),
        "joined": N_("已并案"),
        "resolved": N_("待复查"),
        "closed": N_("已销号"),
        "archived": N_("已归档"),
        "voided": N_("已作废"),
    },
    needs={**_RISK, **_MEMBERS, **BOUNCING_NEEDS},
    moves=(
        _REGISTER,
        _assign("registered"),
        _ACCEPT,
        *bouncing("registered"),
        Move(
            "resolve",
            N_("整改完成"),
            "resolution",
            ("in_progress",),
            "resolved",
            HANDLER,
            needs=("police_told",),
            assignee_only=True,
        ),
        # The second look is somebody else's than the handler's.
        Move("reopen", N_("复查不合格"), "reopening", ("resolved", "closed"), "in_progress", LEAD),
        Move(
            "close",
            N_("复查合格，销号"),
            "closure",
            ("resolved",),
            "closed",
            LEAD,
            needs=("police_told", "risk_led", "risk_reviewed"),
        ),
        Move("archive", N_("归档"), "archive", ("closed",), "archived", LEAD, needs=("members_answered",)),
        _void("registered", "returned", "assigned", "in_progress", "in_arbitration"),
        _JOIN,
        _LEAVE,
        _REPLY,
    ),
)

PETITION = Lifecycle(
    name="petition",
    title=N_("信访"),
    initial="registered",
    final=frozenset({"archived", "voided"}),
    states={
        "registered": N_("待甄别"),
        "admitted": N_("已受理，待分派"),
        "transferred": N_("已转送有权机关"),
        "refused": N_("不予受理"),
        "assigned": N_("待签收"),
        "returned": N_("已退回"),
        "in_arbitration": N_("待裁定"),
        "escalated": N_("已上报区级"),
        "in_progress": N_("办理中"),
        "answered": N_("已出具处理意见"),
        "under_review": N_("复查中"),
        "reviewed": N_("已出具复查意见"),
        "under_rereview": N_("复核中"),
        "concluded": N_("已出具复核意见"),
        "closed": N_("已办结"),
        "archived": N_("已归档"),
        "voided": N_("已作废"),
    },
    needs={
        "review_over": N_("答复已送达且申请复查、复核的三十日已过，或已复核（信访工作条例第三十五条、第三十六条）"),
        "review_in_time": N_("仍在收到答复三十日内（信访工作条例第三十五条、第三十六条）"),
        **_RISK,
        **BOUNCING_NEEDS,
    },
    moves=(
        _REGISTER,
        Move("admit", N_("受理"), "admission", ("registered",), "admitted", LEAD),
        Move("transfer", N_("转送"), "transfer", ("registered",), "transferred", LEAD, needs=("police_told",)),
        Move("refuse", N_("不予受理"), "refusal", ("registered",), "refused", LEAD, needs=("police_told",)),
        # The other authority sent it back, or the refusal was wrong.
        Move("take_back", N_("收回重新甄别"), "taking-back", ("transferred", "refused"), "registered", LEAD),
        _assign("admitted"),
        _ACCEPT,
        *bouncing("admitted"),
        Move("mediate", N_("转入人民调解"), "conversion", ("in_progress",), "in_progress", LEAD),
        Move(
            "answer",
            N_("出具处理意见"),
            "answer",
            ("in_progress",),
            "answered",
            HANDLER,
            needs=("police_told",),
            assignee_only=True,
        ),
        # The thirty days for a review run from the day on which the petitioner got the paper, not from its writing.
        Move("serve", N_("登记答复送达"), "service", ("answered",), "answered", TAKERS),
        Move(
            "ask_review",
            N_("申请复查"),
            "review-request",
            ("answered",),
            "under_review",
            TAKERS,
            needs=("review_in_time",),
        ),
        Move("decide_review", N_("出具复查意见"), "review", ("under_review",), "reviewed", LEAD),
        Move("serve_review", N_("登记复查意见送达"), "review-service", ("reviewed",), "reviewed", TAKERS),
        Move(
            "ask_rereview",
            N_("申请复核"),
            "rereview-request",
            ("reviewed",),
            "under_rereview",
            TAKERS,
            needs=("review_in_time",),
        ),
        Move("decide_rereview", N_("出具复核意见"), "rereview", ("under_rereview",), "concluded", LEAD),
        Move(
            "close",
            N_("办结"),
            "closure",
            ("answered", "reviewed", "concluded"),
            "closed",
            LEAD,
            needs=("review_over", "police_told", "risk_led", "risk_reviewed"),
        ),
        Move("archive", N_("归档"), "archive", ("closed", "transferred", "refused"), "archived", LEAD),
        _void("registered", "admitted", "returned", "assigned", "in_progress", "in_arbitration"),
    ),
)

KINDS: Mapping[str, Lifecycle] = {
    "dispute": CASE,
    "request": REQUEST,
    "consultation": CONSULTATION,
    "hazard": HAZARD,
    "petition": PETITION,
}
STATES: Mapping[str, str] = {
    key: name for table in reversed(tuple(KINDS.values())) for key, name in table.states.items()
}
# After these somebody is rung and asked before they are closed.
FOLLOWED_UP = frozenset(kind for kind, table in KINDS.items() if "followed_up" in table.needs)
NEEDS = frozenset(need for table in KINDS.values() for need in table.needs)


def table_of(kind: str) -> Lifecycle:
    """The lifecycle of a kind of matter."""
    return KINDS[kind]


@dataclass(frozen=True)
class Turn:
    """What a verb does to the clocks: stop these, then start; `once` ones only where they do not run yet.

    In `stop`, `*` is every clock and `-risk` every one but those of the risk, which ends with a review and not with a
    step of the work.
    """

    stop: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    once: tuple[str, ...] = ()


_ALL, _WORK = ("*",), ("-risk",)
_COMMON = {
    "assign": Turn(("dispatch",), ("acceptance",)),
    "accept": Turn(("acceptance",)),
    "return": Turn(("acceptance",), ("dispatch",)),
    "recuse": Turn(("acceptance",), ("dispatch",)),
    "appeal": Turn(("acceptance",), ("arbitration",)),
    "refer": Turn(("dispatch",), ("arbitration",)),
    "rule": Turn(("arbitration",), ("acceptance",)),
    # What the law counts goes on running above.
    "escalate": Turn(("dispatch", "acceptance", "arbitration"), ("escalation",)),
    "send_down": Turn(("escalation",), ("dispatch",)),
    "close": Turn(_ALL, ("archive",)),
    "archive": Turn(_ALL),
    "void": Turn(_ALL),
    # The lead's clocks stand for a joined matter; one that leaves is given out anew, and those of `RUN_ON` run on.
    "join": Turn(_WORK),
    "leave": Turn(_WORK, ("dispatch",)),
    "reply": Turn(_ALL, ("archive",)),
}
# What the law or a sender above counts: a matter that leaves its cluster goes on within the time it had.
RUN_ON = ("mediation", "request", "hazard", "transfer")
CLOCKS: Mapping[str, Mapping[str, Turn]] = {
    "dispute": {
        **_COMMON,
        "register": Turn((), ("dispatch",)),
        # A new handler goes on within the time that the first one had.
        "accept": Turn(("acceptance",), once=("mediation",)),
        "resolve": Turn(_WORK, ("follow_up",)),
        "reopen": Turn(_WORK, ("mediation",)),
    },
    "request": {
        **_COMMON,
        "register": Turn((), ("dispatch",)),
        # From the giving out, not from the acceptance, and on through every return (退单不停表).
        "assign": Turn(("dispatch",), ("acceptance",), once=("request",)),
        "rule": Turn(("arbitration",), ("acceptance",), once=("request",)),
        "answer": Turn(_WORK, ("follow_up",)),
        "reopen": Turn(_WORK, ("request",)),
    },
    "consultation": {
        **_COMMON,
        "register": Turn((), ("consultation",)),
        "answer": Turn(_WORK),
        "reopen": Turn(_WORK, ("consultation",)),
    },
    "hazard": {
        **_COMMON,
        "register": Turn((), ("dispatch",)),
        "assign": Turn(("dispatch",), ("acceptance",), once=("hazard",)),
        "rule": Turn(("arbitration",), ("acceptance",), once=("hazard",)),
        "resolve": Turn(_WORK, ("recheck",)),
        "reopen": Turn(_WORK, ("hazard",)),
    },
    "petition": {
        **_COMMON,
        "register": Turn((), ("petition_notice",)),
        "admit": Turn(("petition_notice",), ("petition", "dispatch")),
        "transfer": Turn(_ALL),
        "refuse": Turn(_ALL),
        # Fifteen days from the receipt, whatever was done in between.
        "take_back": Turn(_WORK, ("petition_notice",)),
        # The clock for asking for a review starts with the service, on the day of the service.
        "answer": Turn(_WORK),
        "ask_review": Turn(_WORK, ("petition_review",)),
        "decide_review": Turn(_WORK),
        "ask_rereview": Turn(_WORK, ("petition_recheck",)),
        "decide_rereview": Turn(_WORK),
    },
}
