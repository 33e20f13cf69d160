"""Capacity for civil acts from the date of birth (民法典 §17–20, §21–22, §27), and what follows. Plain Python."""

from datetime import date

from hetang.ground.lib.labels import N_

NONE, LIMITED, FULL = "none", "limited", "full"
NAMES = {NONE: N_("无民事行为能力"), LIMITED: N_("限制民事行为能力"), FULL: N_("完全民事行为能力")}
# 民法典 §27: who is guardian, in this order.
GUARDIANS = (
    N_("父母"),
    N_("祖父母、外祖父母"),
    N_("兄、姐"),
    N_("其他愿意担任的个人或组织，须经居委会、村委会或民政部门同意"),
)
ADULT, OWN_LIVING, SOME_SENSE, SENSITIVE = 18, 16, 8, 14


def age(born_on: date, on: date) -> int:
    """Full years on a day, the birthday itself included; who was born on 29 February has it on 1 March else."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def capacity(born_on: date | None, on: date, self_supporting: bool = False, declared: str = "") -> str:
    """`none`, `limited` or `full` on a day. `declared`: what a court has declared of an adult (§21–22, §24).

    Below 8 none (§20), below 18 limited (§19); who is 16 and lives by their own work is as an adult (§18). Without a
    date of birth a person counts as an adult.
    """
    if born_on is None:
        return declared or FULL
    years = age(born_on, on)
    if years < SOME_SENSE:
        return NONE
    if years < ADULT and not (years >= OWN_LIVING and self_supporting):
        return NONE if declared == NONE else LIMITED
    return declared or FULL


def is_sensitive(born_on: date | None, on: date) -> bool:
    """Below 14 every personal datum is sensitive and needs a guardian's consent (个人信息保护法 §28, §31)."""
    return born_on is not None and age(born_on, on) < SENSITIVE
