"""Changes of accounts and duties in words, for the auditor."""

from collections.abc import Mapping, Sequence

from hetang.commons.accounts.models import INTERVENTIONS, Intervention
from hetang.commons.accounts.queries import account_names
from hetang.commons.accounts.rules import ROLES
from hetang.commons.places.api import unit_names
from hetang.ground.journal.api import Audited, Event
from hetang.ground.lib.labels import N_, Label

VERBS = {
    **INTERVENTIONS,
    "create": N_("新建账号"),
    "rename": N_("改姓名"),
    "load": N_("由命令装入"),
    "issue_password": N_("发放初始密码"),
    "change_password": N_("改了自己的密码"),
    "end_session": N_("结束了自己的登录"),
    "enrol_second_factor": N_("登记第二因素"),
    "grant_duty": N_("授予职责"),
    "request_duty": N_("提请授予职责"),
    "confirm_duty": N_("确认职责"),
    "change_duty": N_("改职责期限"),
    "request_end": N_("提请结束职责"),
    "withdraw_duty": N_("撤回职责"),
    "end_duty": N_("结束职责"),
    "delegate_duty": N_("请人代班"),
    "end_delegation": N_("结束代班"),
}


def details(events: Sequence[Event]) -> Mapping[int, list[Label]]:
    """The role and the unit of a duty; the reason why an administrator stepped in. Two queries."""
    bodies = {event.pk: event.body for event in events}
    units = unit_names({body["unit"] for body in bodies.values() if "unit" in body})
    reasons = Intervention.objects.in_bulk([body["intervention"] for body in bodies.values() if "intervention" in body])
    found: dict[int, list[Label]] = {}
    for pk, body in bodies.items():
        said: list[Label] = [ROLES[body["role"]]] if body.get("role") in ROLES else []
        said += [units[body["unit"]]] if body.get("unit") in units else []
        row = reasons.get(body.get("intervention", 0))
        found[pk] = [*said, {"zh": row.reason, "en": row.reason}] if row else said
    return found


AUDITED = Audited(N_("账号"), VERBS, account_names, details)
