"""The rule packs' door."""

from hetang.ground.rulepacks.actions import NEXT_NUMBER, load_pack, next_number
from hetang.ground.rulepacks.calendar import Calendar, OfficeHours
from hetang.ground.rulepacks.deadlines import Deadline, Terms
from hetang.ground.rulepacks.differences import ADDED, CHANGED, REMOVED, Change, changes, shown
from hetang.ground.rulepacks.files import HEADER, as_yaml
from hetang.ground.rulepacks.kinds import KINDS, title
from hetang.ground.rulepacks.models import RulePack
from hetang.ground.rulepacks.periods import Pause, Period, Reckoning, Rule, Step
from hetang.ground.rulepacks.queries import (
    PackMissing,
    all_packs,
    calendar,
    calendar_years,
    deadline,
    deadline_rule,
    entries,
    entry,
    forget,
    in_force,
    label,
    loaded_versions,
    pack,
    period_rule,
    reckoned,
    versions,
)
from hetang.ground.rulepacks.schema import Fault, faults
from hetang.ground.rulepacks.wording import amount, ends, sentences

__all__ = [
    "ADDED",
    "CHANGED",
    "HEADER",
    "KINDS",
    "NEXT_NUMBER",
    "REMOVED",
    "Calendar",
    "Change",
    "Deadline",
    "Fault",
    "OfficeHours",
    "PackMissing",
    "Pause",
    "Period",
    "Reckoning",
    "Rule",
    "RulePack",
    "Step",
    "Terms",
    "all_packs",
    "amount",
    "as_yaml",
    "calendar",
    "calendar_years",
    "changes",
    "deadline",
    "deadline_rule",
    "ends",
    "entries",
    "entry",
    "faults",
    "forget",
    "in_force",
    "label",
    "load_pack",
    "loaded_versions",
    "next_number",
    "pack",
    "period_rule",
    "reckoned",
    "sentences",
    "shown",
    "title",
    "versions",
]
