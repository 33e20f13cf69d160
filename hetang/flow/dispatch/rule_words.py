"""A routing rule's change in words: which part, what it was, what it is."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hetang.commons.accounts.api import account_names
from hetang.commons.places.api import names, units_of
from hetang.flow.dispatch.forms import WEEKDAYS
from hetang.ground.lib.labels import N_, pick
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import KINDS

PARTS = {
    "name": N_("规则名称"),
    "to_unit": N_("派给"),
    "to_account": N_("指定的同事"),
    "kinds": N_("事项类别"),
    "categories": N_("纠纷类型"),
    "communities": N_("社区"),
    "units": N_("受理单位"),
    "weekdays": N_("星期"),
    "starts": N_("从几点"),
    "ends": N_("到几点"),
    "words": N_("文字里有"),
    "since": N_("从哪天起"),
    "until": N_("到哪天止"),
    "position": N_("顺序"),
}


def changes_said(body: Mapping[str, Any], street: str) -> list[tuple[str, str, str]]:
    """(part, before, after) of an event of a rule, as message id and two texts; "—" where nothing stood."""
    old, new = body.get("old", {}), body.get("new", {})
    known = _Known(street)
    if not old:
        return []
    return [
        (label, known.said(key, old.get(key)), known.said(key, new.get(key)))
        for key, label in PARTS.items()
        if key in new
    ]


class _Known:
    """The names of what rules refer to, in the active language; asked for once."""

    def __init__(self, street: str) -> None:
        self.language = get_language() or "zh"
        self.units = {u.pk: pick(u.name, self.language) for u in units_of(street)}

    def said(self, key: str, value: Any) -> str:
        """One value as people read it."""
        if value in (None, "", []):
            return "—"
        if isinstance(value, list):
            return _("、").join(self._word(key, each) for each in value)
        return self._word(key, value)

    def _word(self, key: str, value: Any) -> str:
        if key in {"units", "to_unit"}:
            return self.units.get(value, str(value))
        if key == "to_account":
            return pick(account_names({value}).get(value, ""), self.language)
        if key == "kinds":
            return _(KINDS[value].title)
        if key == "categories":
            return pick(rulepacks.label("categories", value), self.language)
        if key == "communities":
            return pick(names({value}).get(value, value), self.language)
        if key == "weekdays":
            return _(WEEKDAYS[value])
        return str(value)[:5] if key in {"starts", "ends"} else str(value)
