"""Filters in words, as people read them."""

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hetang.commons.accounts.api import account_names
from hetang.commons.places import api as places
from hetang.faces.desk.listing import UNASSIGNED, Filters
from hetang.flow.intake.api import Contact
from hetang.ground.lib.labels import N_, Label, pick
from hetang.ground.lib.moments import day
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import KINDS, STATES, Case

RISKS = {"red": N_("红色风险"), "orange": N_("橙色风险"), "yellow": N_("黄色风险")}


def filters_in_words(query: str) -> str:
    """What the filters of an address keep, in a line; "全部案件" where they keep everything."""
    filters = Filters.read(QueryDict(query))
    found: list[Label | None] = [
        N_("未结的") if filters.state == "open" else STATES.get(filters.state),
        rulepacks.label("categories", filters.category) if filters.category else None,
        KINDS[filters.kind].title if filters.kind else None,
        RISKS.get(filters.risk),
        filters.unit_name or filters.unit or None,
        places.names({filters.community}).get(filters.community, filters.community) if filters.community else None,
        str(dict(Contact.Channel.choices).get(filters.channel, filters.channel)) if filters.channel else None,
        _assignee(filters.assignee),
        str(dict(Case.Sensitivity.choices)[filters.kept]) if filters.kept else None,
        N_("已超时限") if filters.late else None,
        filters.measure_label or None,
    ]
    words = [_(each) if isinstance(each, str) else pick(each, get_language() or "zh") for each in found if each]
    if filters.since or filters.until:
        words.append(f"{day(filters.since)} – {day(filters.until)}")
    return " · ".join(words) or _("全部案件")


def _assignee(text: str) -> Label | None:
    if not text:
        return None
    return N_("还没有人") if text == UNASSIGNED else account_names({int(text)}).get(int(text), text)
