"""What is asked beside the handler's own work, as tables: a task of another unit, and a transfer. Plain Python."""

from collections.abc import Mapping

from hetang.ground.lib.labels import N_
from hetang.ground.lib.lifecycle import Lifecycle, Move

_ASKERS = ("mediator", "station_lead", "dispatcher", "leader")
_UNIT = ("mediator", "station_lead")

TASK_KINDS: Mapping[str, str] = {
    "help": N_("单位协办"),
    "delegate": N_("社区协助"),
    "call_in": N_("吹哨报到"),
    "supervise": N_("督办"),
}
# Kind → who may ask for it: the handler and the lead for help, whoever answers for the street for the rest.
TASK_ASKERS: Mapping[str, tuple[str, ...]] = {
    "help": ("station_lead", "dispatcher"),
    "delegate": ("station_lead", "dispatcher"),
    "call_in": ("station_lead", "dispatcher", "leader"),
    "supervise": ("dispatcher", "leader"),
}
# These the handler asks for as well.
HANDLERS_ASK = frozenset({"help", "delegate"})

TASK = Lifecycle(
    name="task",
    title=N_("协办任务"),
    initial="open",
    final=frozenset({"done", "withdrawn"}),
    states={"open": N_("待反馈"), "reported": N_("已反馈"), "done": N_("已办结"), "withdrawn": N_("已撤回")},
    needs={},
    moves=(
        Move("ask_task", N_("提出协办"), "tasks", (), "open", _ASKERS),
        Move("report_task", N_("反馈"), "task-report", ("open",), "reported", _UNIT),
        Move("redo_task", N_("请补充"), "task-decision", ("reported",), "open", _ASKERS),
        Move("finish_task", N_("认可反馈"), "task-decision", ("reported",), "done", _ASKERS),
        Move("withdraw_task", N_("收回要求"), "task-decision", ("open",), "withdrawn", _ASKERS),
    ),
)

TRANSFER = Lifecycle(
    name="transfer",
    title=N_("转办"),
    initial="offered",
    final=frozenset({"taken", "declined", "withdrawn"}),
    states={"offered": N_("待对方接办"), "taken": N_("已接办"), "declined": N_("对方未接"), "withdrawn": N_("已撤回")},
    needs={},
    moves=(
        Move("offer_transfer", N_("转办"), "transfer-offer", (), "offered", ("mediator", "station_lead")),
        Move("take_transfer", N_("接办"), "transfer-reply", ("offered",), "taken", ("mediator",)),
        Move("decline_transfer", N_("不接"), "transfer-reply", ("offered",), "declined", ("mediator",)),
        Move("withdraw_transfer", N_("撤回转办"), "transfer-reply", ("offered",), "withdrawn", _UNIT),
    ),
)
