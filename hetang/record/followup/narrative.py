"""The timeline's texts of this room."""

from hetang.ground.lib.labels import N_

TEXTS = {
    "pay": N_("记录履行：%(party)s支付 %(amount_fen)s"),
    "perform": N_("记录履行：%(party)s已按约定做到"),
    "breach": N_("记录未履行：%(party)s没有按约定履行"),
    "follow_up": N_("回访%(party)s：%(solved)s，%(satisfaction)s"),
    "rate": N_("%(party)s在网上评价：%(solved)s，%(satisfaction)s"),
    "miss_follow_up": N_("回访%(party)s：未接通"),
}
