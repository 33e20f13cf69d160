"""A person's request about their own data, as one table. The pages' buttons come from it."""

from hetang.ground.lib.labels import N_
from hetang.ground.lib.lifecycle import Lifecycle, Move

OPEN_STATES = ("received", "identified", "granted", "partly", "refused", "done")

_DESK = ("operator", "station_lead")
_LEADS = ("station_lead", "leader")

REQUEST = Lifecycle(
    name="request",
    title=N_("个人信息权利请求"),
    initial="received",
    final=frozenset({"told", "withdrawn"}),
    states={
        "received": N_("待核实请求人身份"),
        "identified": N_("待决定"),
        "granted": N_("已同意，待办理"),
        "partly": N_("部分同意，待办理"),
        "refused": N_("不予办理，待告知"),
        "done": N_("已办理，待告知"),
        "told": N_("已答复"),
        "withdrawn": N_("请求人已撤回"),
    },
    needs={
        "not_kept_by_law": N_("这个人没有在办的案件，也没有仍在保管期内的档案"),
        "second_person": N_("删除由决定人以外的另一个人执行"),
        "second_decides": N_("查阅由登记人和核实人以外的另一个人决定"),
    },
    moves=(
        Move("receive_request", N_("登记请求"), "registration", (), "received", _DESK),
        Move("identify_requester", N_("核实身份"), "identity", ("received",), "identified", _DESK),
        Move(
            "grant_request",
            N_("同意"),
            "decision",
            ("identified",),
            "granted",
            _LEADS,
            needs=("not_kept_by_law", "second_decides"),
        ),
        Move("grant_partly", N_("部分同意"), "decision", ("identified",), "partly", _LEADS, needs=("second_decides",)),
        Move("refuse_request", N_("不予办理"), "decision", ("identified",), "refused", _LEADS),
        Move(
            "carry_out",
            N_("办理"),
            "execution",
            ("granted", "partly"),
            "done",
            _LEADS,
            # Asked again at the last moment: a new case may have come since the decision.
            needs=("not_kept_by_law", "second_person"),
        ),
        Move("tell_requester", N_("告知请求人"), "answer", ("done", "refused"), "told", (*_DESK, "leader")),
        Move(
            "withdraw_request",
            N_("撤回请求"),
            "withdrawal",
            ("received", "identified", "granted", "partly"),
            "withdrawn",
            _DESK,
        ),
    ),
)
