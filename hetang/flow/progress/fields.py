"""What a message can name of a step: words for its references and codes. Never anything that a party said or is."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext, override

from hetang.commons.accounts.api import account_names
from hetang.commons.notifications.api import Field
from hetang.commons.places.api import Unit
from hetang.flow.dispatch.api import TASK_KINDS
from hetang.flow.progress.steps import Step
from hetang.ground.lib.labels import N_
from hetang.ground.rulepacks import api as rulepacks

# Codes in a step's body whose labels live in a rule pack.
PACKS: Mapping[str, str] = {
    "return_reason": "return_reasons",
    "reason": "terminations",
    "clock": "deadlines",
    "risk": "risk_levels",
    "rung": "attempt_ladder",
}
LANGUAGES = ("zh", "en")


class Fields:
    """Names and labels for some steps, looked up once for all of them."""

    def __init__(self, steps: Iterable[Step]) -> None:
        self._steps = list(steps)
        people = {s.event.actor for s in self._steps} | {s.case.assignee_id for s in self._steps}
        people |= {s.body.get("account") for s in self._steps}
        self._people = account_names({who for who in people if who is not None})
        units = {s.body["unit"] for s in self._steps if "unit" in s.body} | {s.case.unit_id for s in self._steps}
        self._units = {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=units)}

    def of(self, step: Step) -> dict[str, Field]:
        """What can be named of this step."""
        body = step.body
        found: dict[str, Field] = {
            "case": step.case.number,
            "by": self._person(step.event.actor),
            "unit": self._units[body.get("unit", step.case.unit_id)],
        }
        if step.case.assignee_id is not None:
            found["handler"] = self._person(step.case.assignee_id)
        if "account" in body:
            found["account"] = self._person(body["account"])
        if "due" in body:
            found["due"] = {"at": body["due"]}
        if "task" in body:
            found["task"] = in_both(TASK_KINDS[body["task"]])
        if "period" in body:
            found["period"] = _amount(body["period"])
        return found | {name: rulepacks.label(pack, str(body[name])) for name, pack in PACKS.items() if name in body}

    def _person(self, key: int | None) -> Field:
        return self._people[key] if key in self._people else in_both(N_("系统"))


def in_both(msgid: str) -> Field:
    """A message id in both languages, for a reader who is not known yet."""
    said = {}
    for language in LANGUAGES:
        with override("zh-hans" if language == "zh" else language):
            said[language] = gettext(msgid)
    return said


def _amount(period: Any) -> Field:
    said = {}
    for language in LANGUAGES:
        with override("zh-hans" if language == "zh" else language):
            said[language] = rulepacks.amount(rulepacks.Period(*period))
    return said
