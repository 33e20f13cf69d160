"""Changes of rosters, units and stations in words, for the auditor."""

from collections.abc import Mapping, Sequence

from hetang.commons.accounts.api import account_names
from hetang.commons.places.api import unit_names
from hetang.ground.journal.api import Audited, Event
from hetang.ground.lib.labels import N_, Label

ROSTER_VERBS = {
    "add_shift": N_("排班"),
    "end_shift": N_("结束班次"),
    "change_shift": N_("换班"),
    "drop_change": N_("取消换班"),
}
UNIT_VERBS = {
    "add_unit": N_("新增单位"),
    "rename_unit": N_("改名"),
    "close_unit": N_("停用"),
    "reopen_unit": N_("重新启用"),
    "set_station": N_("设定驿站接案范围"),
}


def whom(events: Sequence[Event]) -> Mapping[int, list[Label]]:
    """Whose shift it is. One query."""
    keys = {event.pk: [event.body[k] for k in ("account", "out", "into") if event.body.get(k)] for event in events}
    names = account_names({key for each in keys.values() for key in each})
    return {pk: [names[key] for key in each if key in names] for pk, each in keys.items()}


ROSTERS = Audited(N_("值班表"), ROSTER_VERBS, unit_names, whom)
UNITS = Audited(N_("单位和驿站"), UNIT_VERBS, unit_names)
