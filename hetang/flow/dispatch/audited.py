"""Changes of routing rules in words, for the auditor."""

from collections.abc import Mapping

from hetang.flow.dispatch.models import RoutingRule
from hetang.ground.journal.api import Audited
from hetang.ground.lib.labels import N_, Label

VERBS = {
    "add_rule": N_("新增"),
    "change_rule": N_("修改"),
    "move_rule": N_("调整顺序"),
    "end_rule": N_("停用"),
    "drop_rule": N_("取消"),
}


def names(keys: set[int]) -> Mapping[int, Label]:
    """What these rules are called; a rule that was dropped has only its number."""
    return {row.pk: {"zh": row.name, "en": row.name} for row in RoutingRule.objects.filter(pk__in=keys)}


AUDITED = Audited(N_("派单规则"), VERBS, names)
