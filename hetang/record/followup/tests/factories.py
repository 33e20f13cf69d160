"""Promises and cases that wait for a follow-up."""

from datetime import timedelta

from hetang.ground.lib import clock
from hetang.record.cases.api import Case, Party
from hetang.record.cases.tests.factories import Cast, in_hand, put
from hetang.record.followup.actions import Promise, add_obligations
from hetang.record.followup.models import Obligation


def side(case: Case, role: str) -> Party:
    """The first party of that role."""
    return case.parties.filter(role=role).order_by("id")[0]


def promise(case: Case, *, days: int = 0, **other: object) -> Promise:
    """The seller pays 500 yuan today, unless `other` says something else."""
    known: dict[str, object] = {
        "debtor": side(case, "respondent"),
        "creditor": side(case, "applicant"),
        "due_on": clock.today() + timedelta(days=days),
        "amount_fen": 50_000,
    }
    return Promise(**{**known, **other})  # type: ignore[arg-type]


def obligation(case: Case, **other: object) -> Obligation:
    """One recorded promise."""
    return add_obligations(case, [promise(case, **other)])[0]  # type: ignore[arg-type]


def resolved(cast: Cast) -> Case:
    """A case that its mediator reported done just now."""
    case = put(in_hand(cast), "resolved", assignee=cast.mediator, clock_name="follow_up")
    case.resolved_at = clock.now()
    case.save(update_fields=["resolved_at"])
    return case
