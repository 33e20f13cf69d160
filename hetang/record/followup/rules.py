"""Obligations and follow-up calls as plain rules."""

from collections.abc import Mapping

from hetang.ground.lib.labels import N_

OBLIGATION_STATES: Mapping[str, str] = {
    "due": N_("待履行"),
    "partly": N_("部分履行"),
    "performed": N_("已履行"),
    "breached": N_("未履行"),
}
SOLVED: Mapping[str, str] = {
    "yes": N_("已解决"),
    "partly": N_("部分解决"),
    "no": N_("没有解决"),
    "unreached": N_("未接通"),
}
SATISFACTION: Mapping[str, str] = {
    "very": N_("非常满意"),
    "satisfied": N_("满意"),
    "fair": N_("基本满意"),
    "unsatisfied": N_("不满意"),
    "refused": N_("未评价"),
}


def state_after(promised_fen: int | None, performed_fen: int) -> str:
    """The state of a payment after `performed_fen` in all; an act (`promised_fen` None) is done at once."""
    if promised_fen is None or performed_fen >= promised_fen:
        return "performed"
    return "partly" if performed_fen > 0 else "due"
