"""What stands in an exported list: its columns, and the cells of each case as the exporter may read them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import mask_name, mask_names
from hetang.commons.places.api import names as place_names
from hetang.ground.lib.labels import N_, Label, pick
from hetang.ground.lib.references import unmarked
from hetang.ground.lib.xlsx import Cell
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import LEVELS, Case, Party, may_name

# Column → (heading, width).
COLUMNS: Mapping[str, tuple[str, int]] = {
    "number": (N_("编号"), 16),
    "kind": (N_("事项类别"), 10),
    "category": (N_("纠纷类型"), 18),
    "state": (N_("状态"), 10),
    "title": (N_("事情"), 36),
    "summary": (N_("事情经过"), 60),
    "parties": (N_("当事人"), 24),
    "amount": (N_("涉及金额（元）"), 14),
    "community": (N_("社区"), 16),
    "unit": (N_("承办单位"), 18),
    "assignee": (N_("承办人"), 12),
    "risk": (N_("风险"), 8),
    "registered": (N_("受理"), 17),
    "due": (N_("时限"), 17),
    "resolved": (N_("报结"), 17),
}
RISKS: Mapping[str, str] = {"": "", "yellow": N_("黄色"), "orange": N_("橙色"), "red": N_("红色")}


@dataclass(frozen=True)
class Reader:
    """Whose rows these are, in which language, and whether names were asked for where they may be read anyway."""

    user: Account
    language: str
    names: bool


def heading() -> list[Cell]:
    """The first row."""
    return [_(label) for label, _width in COLUMNS.values()]


def rows(cases: Sequence[Case], reader: Reader) -> Iterator[list[Cell]]:
    """The cells of each case. Two queries for all of them."""
    people: dict[int, list[Party]] = {}
    for party in Party.objects.filter(case__in=[c.pk for c in cases]).select_related("person").order_by("id"):
        people.setdefault(party.case_id, []).append(party)
    places = place_names({c.community for c in cases if c.community})
    for case in cases:
        parties = people.get(case.pk, [])
        is_plain = reader.names and may_name(reader.user, case)
        yield list(_cells(case, parties, is_plain, places, reader.language).values())


def _cells(
    case: Case, parties: Iterable[Party], is_plain: bool, places: Mapping[str, Any], language: str
) -> dict[str, Cell]:
    persons = [party.person for party in parties]
    masked = () if is_plain else persons
    who = dict.fromkeys(person.name if is_plain else mask_name(person.name) for person in persons)

    def say(label: Label | None) -> str:
        return "" if not label else _(label) if isinstance(label, str) else pick(label, language)

    return {
        "number": case.number,
        "kind": say(case.kind_label),
        "category": say(rulepacks.label("categories", case.category)),
        "state": say(case.state_label),
        "title": mask_names(case.title, masked),
        "summary": mask_names(unmarked(case.summary), masked),
        "parties": "、".join(who),
        "amount": None if case.amount_fen is None else case.amount_fen / 100,
        "community": say(places.get(case.community)),
        "unit": say(case.unit.name),
        "assignee": say(case.assignee.name) if case.assignee else "",
        "risk": say(RISKS[LEVELS[case.risk]]),
        "registered": _at(case.registered_at),
        "due": _at(case.due_at),
        "resolved": _at(case.resolved_at),
    }


def _at(value: Any) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""
