"""Who could take a case."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from hetang.commons.accounts.api import Account, duty_holders
from hetang.commons.places.api import Unit, units_of
from hetang.flow.dispatch import limits
from hetang.flow.dispatch.models import Assignment
from hetang.ground.lib import clock
from hetang.ground.lib.kept import Kept
from hetang.record.cases.api import Case, once, open_load


@dataclass(frozen=True)
class Why:
    """Why somebody is offered first: a message id, or the `name` of the routing rule that says so."""

    text: str = ""
    name: str = ""


@dataclass(frozen=True)
class Candidate:
    """A mediator who could take the case, in which unit, with how many open cases in hand."""

    account: Account
    unit: Unit
    load: int
    is_near: bool
    reasons: tuple[Why, ...] = ()

    @property
    def key(self) -> str:
        """The form's value."""
        return f"{self.unit.pk}:{self.account.pk}"


_units: Kept[set[int]] = Kept()


def receivers_for(streets: set[str]) -> list[Candidate]:
    """The mediators of these streets who could take over a leaver's cases, by fewest open cases."""
    duties = list(duty_holders("mediator", {u.pk for street in streets for u in units_of(street)}))
    load = open_load({d.account_id for d in duties})
    found = {d.account_id: Candidate(d.account, d.unit, load.get(d.account_id, 0), False) for d in reversed(duties)}
    return sorted(found.values(), key=lambda c: (c.load, c.unit.code, c.account.pk))


def leaving_notice(account: Account) -> tuple[int, str]:
    """How many open cases somebody who is to leave has in hand, and the address where they are handed over.

    For whoever disables an account or ends its last duty (settings.LEAVING_NOTICES).
    """
    return Case.objects.filter(assignee=account, is_open=True).count(), reverse("hand-over", args=[account.pk])


INTEREST = "interest"


def recused_from(case: Case) -> set[int]:
    """Ids of those who gave this case back because of an interest of their own (利害关系): it never goes to them again."""
    return set(_recused(case))


def assignments_of(case: Case) -> list[Assignment]:
    """Every hand-over of the case, oldest first."""
    return list(case.assignments.order_by("id"))


def returns_of(case: Case) -> list[Assignment]:
    """How often the case was given back since it was last taken up; stepping aside is none."""
    rows = [a for a in once(case, assignments_of) if a.return_reason not in {"", INTEREST}]
    return [a for a in rows if case.reopened_at is None or a.at >= case.reopened_at]


def ruled_unit(case: Case) -> int | None:
    """The unit that an arbiter made responsible for good; None where nobody ruled."""
    return next((a.unit_id for a in reversed(once(case, assignments_of)) if a.is_final), None)


def is_not_ruled(case: Case) -> bool:
    """No arbiter has ruled on the case (settings.CASE_FACTS)."""
    return ruled_unit(case) is None


def may_return(case: Case) -> bool:
    """The current hand-over may be given back: not ruled, not too often, not too late (settings.CASE_FACTS)."""
    current = next((a for a in once(case, assignments_of) if a.ended_at is None), None)
    if current is None or not is_not_ruled(case) or len(returns_of(case)) >= limits.returns_allowed():
        return False
    return clock.now() < limits.due("return", current.at)


def _recused(case: Case) -> "QuerySet[Assignment, int]":
    return Assignment.objects.filter(case=case, return_reason=INTEREST).values_list("to_id", flat=True)


def candidates_for(case: Case) -> list[Candidate]:
    """The street's mediators but those recused: the nearest first (own station, the case's community), then by load."""
    units = _units.get(case.street, lambda: {u.pk for u in units_of(case.street)})
    duties = list(duty_holders("mediator", units).exclude(account__in=_recused(case)))
    load = open_load({d.account_id for d in duties})
    found = [
        Candidate(
            account=d.account,
            unit=d.unit,
            load=load.get(d.account_id, 0),
            is_near=d.unit_id == case.unit_id or bool(case.community and d.place.code.startswith(case.community)),
        )
        for d in duties
    ]
    return sorted(found, key=lambda c: (not c.is_near, c.load, c.unit.code, c.account.pk))
