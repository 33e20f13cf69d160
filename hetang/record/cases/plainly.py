"""A matter as one of its people is told of it: plain sentences, of what concerns their own side only.

What is told stands in the pack `portal` (`sayings`); a step without words there, or with words for the other side, is
told to nobody. Nothing that anybody wrote or said is shown here, and no name of a person.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from hetang.commons.places.api import Unit
from hetang.ground.lib.labels import N_, pick
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.looking import once
from hetang.record.cases.models import Case, Party
from hetang.record.cases.narrative import events_of
from hetang.record.cases.queries import running_clocks
from hetang.record.cases.sides import APPLICANT, side_of

PACK = "portal"


@dataclass(frozen=True)
class Line:
    """One step of the matter, in a resident's words."""

    at: dt.datetime
    text: str


def lines_for(party: Party) -> list[Line]:
    """What happened, first to last, as `party` may know it. At most two queries and the rule pack."""
    sayings = {each["key"]: each for each in rulepacks.pack(PACK).body["sayings"]}
    known = [(e, say) for e in once(party.case, events_of) if (say := _saying(sayings.get(e.verb), party, e.body))]
    units = _units(party.case, {e.body["unit"] for e, _ in known if "unit" in e.body})
    language = get_language() or "zh"
    return [Line(e.at, _filled(pick(say, language), e.body, units, language)) for e, say in known]


def _saying(entry: Mapping[str, Any] | None, party: Party, body: Mapping[str, Any]) -> Mapping[str, str] | None:
    """The words for this party: of their own act or for their side; None where the step is not told to them."""
    if entry is None:
        return None
    if "own" in entry:
        return entry["own"] if body.get("party") == party.pk else None
    found: Mapping[str, str] | None = entry.get(side_of(party)) or entry.get("both")
    return found


def _units(case: Case, wanted: set[int]) -> dict[int, dict[str, str]]:
    known = {case.unit_id: case.unit.name}
    if away := wanted - known.keys():
        known |= {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=away)}
    return known


def _filled(text: str, body: Mapping[str, Any], units: Mapping[int, dict[str, str]], language: str) -> str:
    unit = units.get(body.get("unit", 0))
    return text.replace("{unit}", pick(unit, language) if unit else "—")


# What each state means to somebody who is waiting.
STATES: Mapping[str, str] = {
    "registered": N_("已经登记，正在安排人员。"),
    "admitted": N_("已经受理，正在安排人员。"),
    "assigned": N_("已经派给工作人员，等待接手。"),
    "returned": N_("正在重新安排承办单位。"),
    "in_arbitration": N_("正在确定由哪个单位办理。"),
    "escalated": N_("正在请区里协调。"),
    "in_progress": N_("工作人员正在办理。"),
    "joined": N_("和同一件事的其他反映一起办理，您会单独得到答复。"),
    "resolved": N_("工作人员报告已经办完，请告诉我们您是否满意。"),
    "answered": N_("已经答复您。"),
    "under_review": N_("正在复查。"),
    "reviewed": N_("复查意见已经作出。"),
    "under_rereview": N_("正在复核。"),
    "concluded": N_("复核意见已经作出，程序到此结束。"),
    "transferred": N_("已经转送有权处理的机关。"),
    "refused": N_("没有受理，理由已另行告知您。"),
    "closed": N_("已经结案。"),
    "archived": N_("已经结案并归档。"),
    "voided": N_("这次登记已作废。"),
}
# Deadlines that a resident waits for, by clock, in their words; the house's inner ones are nobody's business outside.
WAITING: Mapping[str, str] = {
    "dispatch": N_("%(due)s前安排人员办理"),
    "acceptance": N_("%(due)s前工作人员接手"),
    "mediation": N_("一般在%(due)s前办完调解"),
    "follow_up": N_("%(due)s前回访您"),
    "answer": N_("%(due)s前答复您"),
    "consultation": N_("%(due)s前答复您"),
    "request": N_("%(due)s前办结并答复您"),
    "hazard": N_("%(due)s前整改"),
    "recheck": N_("%(due)s前复查整改情况"),
    "petition_notice": N_("%(due)s前告知您是否受理"),
    "petition": N_("%(due)s前办结并书面答复您"),
    "petition_review_request": N_("您可以在%(due)s前申请复查"),
    "petition_review": N_("%(due)s前作出复查意见"),
    "petition_recheck": N_("%(due)s前作出复核意见"),
}


@dataclass(frozen=True)
class Promise:
    """By when something is to be done for whoever waits: a message id and its `due`."""

    text: str
    due: str


def promise_to(party: Party) -> Promise | None:
    """The nearest deadline that this party waits for; none while it is paused or where nothing runs. One query."""
    waited_for = WAITING.keys() if side_of(party) == APPLICANT else {"mediation"}
    for each in running_clocks(party.case).filter(paused_at=None):
        if each.name in waited_for:
            return Promise(WAITING[each.name], rulepacks.ends(each.due_at))
    return None


def state_for(case: Case) -> str:
    """The state in a resident's words, as a message id."""
    return STATES[case.state]
