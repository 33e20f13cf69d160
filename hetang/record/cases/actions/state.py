"""The verbs that belong to the case itself. What mediation, dispatch and the archive do lives in their rooms."""

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid
from hetang.record.cases.clocks import ALL, start_clock, stop_clock
from hetang.record.cases.models import Case
from hetang.record.cases.writing import has_happened, lock, step, tell


@transaction.atomic
def resolve_case(case: Case, *, note: str = "", by: Account) -> Case:
    """The handler reports the matter done; the follow-up clock starts."""
    case = lock(case)
    step(case, "resolve", by=by)
    case.resolved_at = clock.now()
    case.save(update_fields=["state", "resolved_at"])
    start_clock(case, "follow_up", stopping=ALL)
    tell(case, "resolve", by=by, note=note)
    return case


@transaction.atomic
def close_case(case: Case, *, note: str = "", by: Account) -> Case:
    """The station closes a matter that was followed up; the archive clock starts."""
    case = lock(case)
    step(case, "close", by=by)
    case.save(update_fields=["state"])
    start_clock(case, "archive", stopping=ALL)
    tell(case, "close", by=by, note=note, body={"first": not has_happened(case, "close")})
    return case


@transaction.atomic
def reopen_case(case: Case, *, note: str, by: Account) -> Case:
    """The station sends a matter back to its handler, saying why; the mediation clock starts anew."""
    _require_reason(note)
    case = lock(case)
    step(case, "reopen", by=by)
    case.reopened_at, case.resolved_at = clock.now(), None
    case.save(update_fields=["state", "reopened_at", "resolved_at"])
    start_clock(case, "mediation", stopping=ALL)
    tell(case, "reopen", by=by, note=note)
    return case


@transaction.atomic
def void_case(case: Case, *, note: str, by: Account) -> Case:
    """Void a wrong registration with its reason. Nothing is deleted."""
    _require_reason(note)
    case = lock(case)
    step(case, "void", by=by)
    case.save(update_fields=["state"])
    stop_clock(case)
    tell(case, "void", by=by, note=note)
    return case


def _require_reason(note: str) -> None:
    if not note.strip():
        raise Invalid(N_("还没有写原因。"), then=N_("请写一句原因，它会留在办理经过里。"))
