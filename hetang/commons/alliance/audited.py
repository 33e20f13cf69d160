"""Changes of rosters, units and stations in words, for the auditor."""

from collections.abc import Iterable, Mapping, Sequence

from hetang.commons.accounts.api import account_names
from hetang.commons.alliance.models import Brand, Covenant
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


COVENANT_VERBS = {
    "draft_covenant": N_("起草公约"),
    "name_covenant": N_("给公约改名"),
    "write_clause": N_("写条文"),
    "drop_clause": N_("删条文"),
    "adopt_covenant": N_("通过公约"),
    "drop_draft": N_("删去公约草稿"),
}
BRAND_VERBS = {
    "add_brand": N_("新增品牌"),
    "change_brand": N_("修改品牌"),
    "end_brand": N_("停用品牌"),
    "resume_brand": N_("重新启用品牌"),
}


def covenant_names(keys: Iterable[int]) -> Mapping[int, Label]:
    """Titles of covenants; a draft that was thrown away has none. One query."""
    return {each.pk: each.title for each in Covenant.objects.filter(pk__in=set(keys))}


def brand_names(keys: Iterable[int]) -> Mapping[int, Label]:
    """Names of brands. One query."""
    return {each.pk: each.name for each in Brand.objects.filter(pk__in=set(keys))}


def whom(events: Sequence[Event]) -> Mapping[int, list[Label]]:
    """Whose shift it is. One query."""
    keys = {event.pk: [event.body[k] for k in ("account", "out", "into") if event.body.get(k)] for event in events}
    names = account_names({key for each in keys.values() for key in each})
    return {pk: [names[key] for key in each if key in names] for pk, each in keys.items()}


ROSTERS = Audited(N_("值班表"), ROSTER_VERBS, unit_names, whom)
UNITS = Audited(N_("单位和驿站"), UNIT_VERBS, unit_names)
COVENANTS = Audited(N_("居民公约"), COVENANT_VERBS, covenant_names)
BRANDS = Audited(N_("社区品牌"), BRAND_VERBS, brand_names)
