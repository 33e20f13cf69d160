"""Roles, and who may not be whom. Plain Python."""

import re
from collections.abc import Iterable, Mapping

from hetang.ground.lib.labels import N_

# Role → its name. Which verbs a role has is written in the lifecycle tables, not here.
ROLES: Mapping[str, str] = {
    "operator": N_("热线话务员"),
    "dispatcher": N_("调度员"),
    "station_lead": N_("驿站负责人"),
    "mediator": N_("调解员"),
    "follow_up_operator": N_("回访员"),
    "leader": N_("街道领导"),
    "system_admin": N_("系统管理员"),
    "security_admin": N_("安全管理员"),
    "audit_admin": N_("审计管理员"),
}
# These serve the whole street; the others see what is given to their unit or to themselves.
STREET_WIDE = frozenset({"operator", "dispatcher", "follow_up_operator", "leader"})
# GB/T 22239 8.1.4.2: who administers, who secures and who audits are three people, and none of them handles cases.
ADMIN_ROLES = frozenset({"system_admin", "security_admin", "audit_admin"})
# These do the work on cases. Whoever only administers sees no case, and hands nothing on when away.
CASEWORK = frozenset({"operator", "dispatcher", "station_lead", "mediator", "follow_up_operator", "leader"})

# Dots and dashes inside only, so that a name can never read as part of an address or a formula.
USERNAME = re.compile(r"[a-z0-9]([a-z0-9._-]{0,38}[a-z0-9])?")


def is_username(text: str) -> bool:
    """Whether `text` can be a user name: lower-case ASCII letters, digits, inner `.`, `_`, `-`; at most 40."""
    return USERNAME.fullmatch(text) is not None


def conflict(role: str, others: Iterable[str]) -> str:
    """The role among `others` that nobody may hold beside `role`, or ""."""
    for other in others:
        if role in ADMIN_ROLES or other in ADMIN_ROLES:
            return other
    return ""
