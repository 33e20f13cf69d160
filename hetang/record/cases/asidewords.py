"""Words for what the timeline's rarer events refer to: corrections, other cases, police reports, risk factors."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext

from hetang.commons.places import api as places
from hetang.ground.lib.labels import N_, pick
from hetang.ground.lib.moments import day, moment
from hetang.ground.lib.money import yuan
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.correcting import FIELDS
from hetang.record.cases.kinds import KINDS
from hetang.record.cases.models import Case, Correction, Party, PoliceReport

NOTHING, HIDDEN = N_("（空）"), N_("（已封存）")
_MEANS = {"call": N_("电话"), "visit": N_("上门"), "message": N_("短信"), "letter": N_("书面")}
_ROLES = {
    "applicant": N_("申请人"),
    "respondent": N_("被申请人"),
    "relative": N_("近亲属"),
    "representative": N_("代理人"),
    "guardian": N_("法定代理人"),
}
LONG = 40


class Asides:
    """Looks up, once and only where some event refers to it."""

    def __init__(self, bodies: list[dict[str, Any]], language: str) -> None:
        self.language = language
        self.cases = _numbers({b["case"] for b in bodies if "case" in b})
        self.corrections = _by_key(Correction, {b["correction"] for b in bodies if "correction" in b})
        self.reports = _by_key(PoliceReport, {b["report"] for b in bodies if "report" in b})

    def words(self, body: Mapping[str, Any]) -> dict[str, str]:
        """The placeholders that this event's body adds."""
        found: dict[str, str] = {}
        if "case" in body:
            found["case"] = self.cases.get(body["case"], "")
        if "field" in body:
            label = FIELDS[body["field"]].label
            found["field"] = gettext(label)
        if "correction" in body:
            found |= self._correction(self.corrections[body["correction"]])
        if "report" in body:
            report = self.reports[body["report"]]
            found["report"] = f"{report.station} {moment(report.reported_at)} {report.receipt}"
        if "factors" in body:
            labels = [pick(rulepacks.label("risk_factors", key), self.language) for key in body["factors"]]
            found["factors"] = gettext("、").join(labels)
        if "by_means" in body:
            means = _MEANS[body["by_means"]]
            found["by_means"] = gettext(means)
        if not body.get("risk", True):
            found["risk"] = gettext("无风险")
        return found

    def _correction(self, row: Correction) -> dict[str, str]:
        if row.old_sealed is not None:
            return {"old": gettext(HIDDEN), "new": gettext(HIDDEN)}
        return {"old": self.value(row.field, row.old), "new": self.value(row.field, row.new)}

    def value(self, field: str, text: str) -> str:
        """A stored value as people read it."""
        if not text:
            return gettext(NOTHING)
        if field == "community":
            found = places.place(text)
            return pick(found.name, self.language) if found else text
        if field == "category":
            return pick(rulepacks.label("categories", text), self.language)
        if field == "kind":
            return gettext(KINDS[text].title)
        if field == "amount_fen":
            return yuan(int(text), self.language)
        if field == "party.role":
            return gettext(_ROLES[text])
        if field == "party.self_supporting":
            return gettext("是")
        if field == "party.kind":
            return gettext(Party.Kind(text).label)
        if field == "event_on":
            return day(date.fromisoformat(text))
        return text if len(text) <= LONG else text[: LONG - 1] + "…"


def _numbers(keys: set[int]) -> dict[int, str]:
    return dict(Case.objects.filter(pk__in=keys).values_list("pk", "number")) if keys else {}


def _by_key(model: Any, keys: set[int]) -> dict[int, Any]:
    return model.objects.in_bulk(keys) if keys else {}
