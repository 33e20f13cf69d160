"""What became of a case's hand-overs, and who takes over a leaver's."""

from django.db.models import QuerySet
from django.urls import reverse

from hetang.commons.accounts.api import Account, duty_holders
from hetang.commons.places.api import units_of
from hetang.flow.dispatch import limits
from hetang.flow.dispatch.asked import named_to
from hetang.flow.dispatch.limits import INTEREST
from hetang.flow.dispatch.models import Assignment
from hetang.flow.dispatch.suggesting import Candidate, assignments_of, candidates_for, unit_ruled
from hetang.ground.lib import clock
from hetang.record.cases.api import Case, once, open_load


def receivers_for(streets: set[str]) -> list[Candidate]:
    """The mediators of these streets who could take over a leaver's cases, by fewest open cases."""
    duties = list(duty_holders("mediator", {u.pk for street in streets for u in units_of(street)}))
    load = open_load({d.account_id for d in duties})
    found = {d.account_id: Candidate(d.account, d.unit, load.get(d.account_id, 0), False) for d in reversed(duties)}
    return sorted(found.values(), key=lambda c: (c.load, c.unit.code, c.account.pk))


def leaving_notice(account: Account) -> tuple[int, str]:
    """How many open cases somebody who is to leave has in hand and what else waits for them by name (tasks, offers),
    and the address where all of it is seen and handed over.

    For whoever disables an account or ends its last duty (settings.LEAVING_NOTICES).
    """
    left = Case.objects.filter(assignee=account, is_open=True).count() + len(named_to(account))
    return left, reverse("hand-over", args=[account.pk])


def recused_from(case: Case) -> set[int]:
    """Ids of those who gave this case back because of an interest of their own (利害关系): it never goes to them again."""
    return set(_recused(case))


def returns_of(case: Case) -> list[Assignment]:
    """How often the case was given back since it was last taken up; stepping aside is none."""
    rows = [a for a in once(case, assignments_of) if a.return_reason not in {"", INTEREST}]
    return [a for a in rows if case.reopened_at is None or a.at >= case.reopened_at]


def ruled_unit(case: Case) -> int | None:
    """The unit that an arbiter made responsible for good; None where nobody ruled."""
    return unit_ruled(once(case, assignments_of))


def is_not_ruled(case: Case) -> bool:
    """No arbiter has ruled on the case (settings.CASE_FACTS)."""
    return ruled_unit(case) is None


def may_refer(case: Case) -> bool:
    """No arbiter has ruled, or nobody is left in the unit that was ruled responsible (settings.CASE_FACTS)."""
    return is_not_ruled(case) or not candidates_for(case)


def may_return(case: Case) -> bool:
    """The current hand-over may be given back: not ruled, not too often, not too late (settings.CASE_FACTS)."""
    current = next((a for a in once(case, assignments_of) if a.ended_at is None), None)
    if current is None or not is_not_ruled(case) or len(returns_of(case)) >= limits.returns_allowed():
        return False
    return clock.now() < limits.due("return", current.at)


def _recused(case: Case) -> "QuerySet[Assignment, int]":
    return Assignment.objects.filter(case=case, return_reason=INTEREST).values_list("to_id", flat=True)
