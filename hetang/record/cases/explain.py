"""Why somebody sees a case, in words, and who else does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language, gettext

from hetang.commons.accounts.api import ROLES, Account, account_names, duties_of, duties_of_many, holders_around
from hetang.commons.places.api import Unit, names
from hetang.ground.lib import clock, moments
from hetang.ground.lib.labels import N_, Label, pick
from hetang.record.cases.access import grants_of, right_by_role
from hetang.record.cases.looking import once
from hetang.record.cases.models import Case, CaseAccess
from hetang.record.cases.scope import Branch, branches

TEXTS = {
    "place": N_("自 %(since)s 起在%(place)s任%(role)s"),
    "unit": N_("自 %(since)s 起任%(unit)s的%(role)s，案件由该单位承办"),
    "helping": N_("所在的%(unit)s自 %(since)s 起协助办理（%(by)s授权）"),
    "handler": N_("是这件案件的承办人"),
    "named": N_("自 %(since)s 起被列为%(role)s（%(by)s授权）"),
    "glass": N_("应急查看，到 %(until)s 为止"),
}
GRANT_ROLES = {
    "handler": N_("承办人"),
    "named": N_("点名的查看人"),
    "helping": N_("协办"),
    "tasked": N_("协办单位"),
    "invited": N_("转办的对象"),
    "witness": N_("见证人"),
}


@dataclass(frozen=True)
class Reason:
    """One reason as a message id and what fills it: labels are translated by the reader, moments and days formatted.

    `absent` is the person for whom it is held, `until` the last day of standing in.
    """

    kind: str
    text: str
    params: dict[str, Any] = field(default_factory=dict)
    absent: Label = ""
    until: Any = None

    def __str__(self) -> str:
        """In the reader's language."""
        filled = {key: _shown(value) for key, value in self.params.items()}
        said = gettext(self.text) % filled
        if not self.absent:
            return said
        deputy = gettext("代%(absent)s（到 %(until)s 为止）：%(reason)s")
        return deputy % {"absent": _shown(self.absent), "until": moments.day(self.until), "reason": said}


def explain_access(user: Account, case: Case) -> list[Reason]:
    """Every reason for which `user` sees the case now; none for whom it is not. Made from the branches of scope."""
    return _explained({user.pk: branches(user.pk, duties_of(user), clock.now())}, case).get(user.pk, [])


def readers_of(case: Case) -> dict[int, list[Reason]]:
    """Account id → the reasons of everybody who sees the case now. A fixed number of queries."""
    grants = once(case, grants_of)
    units = {case.unit_id} | {g.unit_id for g in grants if g.unit_id}
    named = {pk for pk in (case.assignee_id, *(g.account_id for g in grants)) if pk is not None}
    asked = holders_around(case, units, named)
    duties, now = duties_of_many(asked), clock.now()
    return _explained({who: branches(who, held, now) for who, held in duties.items()}, case, grants)


def may_see_readers(user: Account, case: Case) -> bool:
    """Whether `user` may see who else does: the station's lead and the leaders."""
    return right_by_role(user, case, "station_lead", "leader") is not None


def _explained(
    asked: dict[int, tuple[Branch, ...]], case: Case, grants: list[CaseAccess] | None = None
) -> dict[int, list[Reason]]:
    grants = once(case, grants_of) if grants is None else grants
    held = {
        who: [(branch, found) for branch in of if (found := branch.covers(case, grants))] for who, of in asked.items()
    }
    words = _Words([pair for pairs in held.values() for pair in pairs])
    return {who: [words.reason(*pair) for pair in pairs] for who, pairs in held.items() if pairs}


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return moments.moment(value)
    if isinstance(value, date):
        return moments.day(value)
    if isinstance(value, Mapping):
        return pick(value, get_language() or "zh")
    return gettext(value) if isinstance(value, str) and value else ""


class _Words:
    """Looks up the names that some reasons need, once."""

    def __init__(self, pairs: list[tuple[Branch, CaseAccess | bool]]) -> None:
        grants = [g for _, g in pairs if isinstance(g, CaseAccess)]
        people = {g.by_id for g in grants} | {b.on_behalf for b, _ in pairs}
        self.accounts = account_names({key for key in people if key is not None})
        units = {b.held.unit for b, _ in pairs if b.held}
        self.units = {u.pk: u.name for u in Unit.objects.filter(pk__in=units)} if units else {}
        places = {b.held.code for b, _ in pairs if b.held}
        self.places = names(places) if places else {}

    def reason(self, branch: Branch, found: CaseAccess | bool) -> Reason:
        params: dict[str, Any] = {}
        if branch.held:
            params |= {
                "since": branch.held.since,
                "place": self.places.get(branch.held.code, branch.held.code),
                "unit": self.units.get(branch.held.unit, ""),
                "role": ROLES.get(branch.held.role, branch.held.role),
            }
        if isinstance(found, CaseAccess):
            params |= {
                "since": found.since,
                "until": found.until,
                "by": self.accounts.get(found.by_id or 0, N_("系统")),
            }
            params["role"] = GRANT_ROLES.get(found.role, found.role)
        until = branch.held.until if branch.held and branch.on_behalf is not None else None
        absent = self.accounts[branch.on_behalf] if branch.on_behalf is not None else ""
        return Reason(branch.kind, TEXTS[branch.kind], params, absent=absent, until=until)
