"""A dispute from register to archive, as one table. `docs/flow.md` is drawn from it; every button comes from it.

The tables of the other kinds of matter are in `kinds.py`.
"""

from hetang.ground.lib.labels import N_
from hetang.ground.lib.lifecycle import Lifecycle, Move

# Of every kind's table (`kinds.py`): work may still be done. All others are frozen.
OPEN_STATES = (
    "registered",
    "admitted",
    "assigned",
    "returned",
    "in_arbitration",
    "escalated",
    "in_progress",
    "joined",
    "resolved",
    "answered",
    "under_review",
    "reviewed",
    "under_rereview",
    "concluded",
)

# Who decides for good when nobody wants a matter, and who speaks with the district.
ARBITERS = ("dispatcher", "leader")
BOUNCING_NEEDS = {
    "may_return": N_("退回的次数和时间都在规定之内（超出的请提请裁定）"),
    "not_ruled": N_("没有经过裁定（裁定是最终的）"),
    "may_refer": N_("没有经过裁定，或裁定的单位已没有人可以承办"),
}


def bouncing(first: str) -> tuple[Move, ...]:
    """Giving back, the arbiter, and the district: the same in every kind that is given out. `first`: its first state
    in which it waits to be given out."""
    waiting = (first, "returned")
    return (
        Move(
            "return",
            N_("退回"),
            "return",
            ("assigned",),
            "returned",
            ("mediator",),
            needs=("may_return",),
            assignee_only=True,
        ),
        # 回避 is nobody's choice: no count and no ruling stands in its way.
        Move(
            "recuse", N_("回避"), "recusal", ("assigned", "in_progress"), "returned", ("mediator",), assignee_only=True
        ),
        Move(
            "appeal",
            N_("提请裁定"),
            "appeal",
            ("assigned",),
            "in_arbitration",
            ("mediator",),
            needs=("not_ruled",),
            assignee_only=True,
        ),
        Move("refer", N_("报请裁定"), "referral", waiting, "in_arbitration", ("station_lead",), needs=("may_refer",)),
        Move("rule", N_("裁定承办单位"), "ruling", ("in_arbitration",), "assigned", ARBITERS),
        Move(
            "escalate",
            N_("上报区级"),
            "escalation",
            (*waiting, "assigned", "in_progress", "in_arbitration"),
            "escalated",
            ("dispatcher", "station_lead", "leader"),
        ),
        Move("send_down", N_("登记区级交回"), "sending-down", ("escalated",), "returned", ARBITERS),
    )


CASE = Lifecycle(
    name="case",
    title=N_("纠纷"),
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
        "resolved": N_("待回访结案"),
        "closed": N_("已结案"),
        "archived": N_("已归档"),
        "voided": N_("已作废"),
    },
    needs={
        "mediation_ended": N_("调解已有结果：达成协议，或依法终止并告知其他途径"),
        "obligations_settled": N_("各项约定已履行，或已逐项说明"),
        "followed_up": N_("办结后已回访到本人"),
        "not_contested": N_("最近一次回访没有反映“仍未解决”"),
        "file_complete": N_("卷宗必备材料齐全"),
        "police_told": N_("红色风险已向公安机关报告并登记回执（人民调解法第二十五条）"),
        "risk_led": N_("红色风险已有领导包案"),
        "risk_reviewed": N_("红色风险在最近一次定级之后已复核"),
        "not_mediated": N_("这件案件还没有开始调解"),
        "lead_done": N_("主案已经结案"),
        "members_answered": N_("并入的案件都已逐一答复"),
        **BOUNCING_NEEDS,
    },
    moves=(
        Move("register", N_("登记"), "registration", (), "registered", ("operator", "station_lead")),
        # Also out of a handler's hands: they may leave, or be challenged by a party (回避的，应予调换).
        Move(
            "assign",
            N_("分派"),
            "assignment",
            ("registered", "returned", "assigned", "in_progress"),
            "assigned",
            ("station_lead", "dispatcher"),
            # Lead and dispatcher are kept from it: without a leader it would lie for ever.
            when_sealed=("leader",),
        ),
        Move("accept", N_("签收"), "acceptance", ("assigned",), "in_progress", ("mediator",), assignee_only=True),
        *bouncing("registered"),
        Move(
            "resolve",
            N_("报结"),
            "resolution",
            ("in_progress",),
            "resolved",
            ("mediator",),
            needs=("mediation_ended", "obligations_settled", "police_told"),
            assignee_only=True,
        ),
        Move("reopen", N_("重新办理"), "reopening", ("resolved", "closed"), "in_progress", ("station_lead",)),
        Move(
            "close",
            N_("结案"),
            "closure",
            ("resolved",),
            "closed",
            ("station_lead",),
            # The file is checked before closing: afterwards nobody may add to the case any more.
            needs=("followed_up", "not_contested", "file_complete", "police_told", "risk_led", "risk_reviewed"),
        ),
        Move(
            "archive",
            N_("归档"),
            "archive",
            ("closed",),
            "archived",
            ("station_lead",),
            needs=("file_complete", "members_answered"),
        ),
        Move(
            "void",
            N_("作废"),
            "voiding",
            ("registered", "returned", "assigned", "in_progress", "in_arbitration"),
            "voided",
            ("station_lead",),
            # Even a wrong registration may have shown a danger that has to be reported.
            needs=("police_told",),
        ),
        Move(
            "join",
            N_("并案"),
            "joining",
            ("registered", "returned", "assigned", "in_progress"),
            "joined",
            ("station_lead",),
            # A matter is mediated once: what was mediated on its own keeps its own result.
            needs=("not_mediated",),
        ),
        Move("leave", N_("退出并案"), "leaving", ("joined",), "registered", ("station_lead",)),
        Move(
            "reply",
            N_("答复并结案"),
            "reply",
            ("joined",),
            "closed",
            ("operator", "station_lead"),
            needs=("lead_done", "police_told", "risk_led", "risk_reviewed"),
        ),
    ),
)
