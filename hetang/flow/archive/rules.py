"""Terms of case files. Plain Python."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hetang.ground.lib.labels import N_

DECISIONS: Mapping[str, str] = {"keep": N_("继续保管"), "destroy": N_("销毁")}
APPRAISAL_STATES: Mapping[str, str] = {
    "proposed": N_("待第二人复核"),
    "agreed": N_("已鉴定"),
    "kept": N_("继续保管"),
    "declined": N_("复核不同意"),
    "executed": N_("已销毁"),
}
MOST_YEARS = 100


def class_for(rules: Sequence[Mapping[str, Any]], *, kind: str, category: str, outcome: str) -> str:
    """The class key of the first rule that fits. `outcome` is `settled`, `terminated` or "". LookupError without one."""
    for rule in rules:
        wanted = (("kinds", kind), ("categories", category), ("outcomes", outcome))
        if all(value in rule[key] for key, value in wanted if key in rule):
            return str(rule["class"])
    raise LookupError("the retention pack has no rule for every case")


def keep_until(archived_on: date, years: int | None) -> date | None:
    """31 December of the last year of a term that counts from the year after archiving; None is for good."""
    return None if years is None else date(archived_on.year + years, 12, 31)
