"""Roles. Plain Python."""

from collections.abc import Mapping

from hetang.ground.lib.labels import N_

# Role → its name. Which verbs a role has is written in the lifecycle tables, not here.
ROLES: Mapping[str, str] = {
    "operator": N_("热线话务员"),
    "station_lead": N_("驿站负责人"),
    "mediator": N_("调解员"),
    "follow_up_operator": N_("回访员"),
    "leader": N_("街道领导"),
}
# These serve the whole street; the others see what is given to their unit or to themselves.
STREET_WIDE = frozenset({"operator", "follow_up_operator", "leader"})
# These do the work on cases. Whoever only administers sees no case, and hands nothing on when away.
CASEWORK = frozenset({"operator", "station_lead", "mediator", "follow_up_operator", "leader"})
