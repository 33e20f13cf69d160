"""The case from register to archive, as one table. `docs/flow.md` is drawn from it; every button comes from it."""

from hetang.ground.lib.labels import N_
from hetang.ground.lib.lifecycle import Lifecycle, Move

OPEN_STATES = ("registered", "assigned", "returned", "in_progress", "resolved")

CASE = Lifecycle(
    name="case",
    title=N_("案件"),
    initial="registered",
    final=frozenset({"archived", "voided"}),
    states={
        "registered": N_("待分派"),
        "assigned": N_("待签收"),
        "returned": N_("已退回"),
        "in_progress": N_("办理中"),
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
            ("station_lead",),
        ),
        Move("accept", N_("签收"), "acceptance", ("assigned",), "in_progress", ("mediator",), assignee_only=True),
        Move("return", N_("退回"), "return", ("assigned",), "returned", ("mediator",), assignee_only=True),
        Move(
            "resolve",
            N_("报结"),
            "resolution",
            ("in_progress",),
            "resolved",
            ("mediator",),
            needs=("mediation_ended", "obligations_settled"),
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
            needs=("followed_up", "not_contested", "file_complete"),
        ),
        Move("archive", N_("归档"), "archive", ("closed",), "archived", ("station_lead",), needs=("file_complete",)),
        Move(
            "void",
            N_("作废"),
            "voiding",
            ("registered", "returned", "assigned", "in_progress"),
            "voided",
            ("station_lead",),
        ),
    ),
)
