"""The verbs that belong to the case itself. What mediation, dispatch and the archive do lives in their rooms."""

from django.db import transaction
from django.db.models import F, Q

from hetang.commons.accounts.api import Account
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, WrongState
from hetang.record.cases.clocks import start_clock, stop_clock
from hetang.record.cases.models import Case, Membership
from hetang.record.cases.turning import turn_clocks
from hetang.record.cases.writing import has_happened, lock, lock_rows, release, step, tell


@transaction.atomic
def resolve_case(case: Case, *, note: str = "", by: Account) -> Case:
    """The handler reports the matter done; the follow-up clock (a hazard's second look) starts."""
    case = lock(case, moving=True)
    step(case, "resolve", by=by)
    case.resolved_at = clock.now()
    case.save(update_fields=["state", "resolved_at"])
    turn_clocks(case, "resolve")
    tell(case, "resolve", by=by, note=note)
    return case


@transaction.atomic
def close_case(case: Case, *, note: str = "", by: Account) -> Case:
    """The station closes a matter; the archive clock starts. Each member of its cluster now waits for its own answer."""
    case = lock(case, moving=True)
    step(case, "close", by=by)
    case.save(update_fields=["state"])
    turn_clocks(case, "close")
    for member in waiting_members(case):
        start_clock(member, "answer")
    tell(case, "close", by=by, note=note, body={"first": not has_happened(case, "close", "reply")})
    return case


@transaction.atomic
def reopen_case(case: Case, *, note: str, by: Account) -> Case:
    """The station takes a matter up again, saying why; the clock of the work starts anew.

    One that had been answered as a member of a cluster goes on alone, and waits to be given out: it has no handler.
    """
    require_reason(note)
    lead_id = Case.objects.values_list("part_of_id", flat=True).get(pk=case.pk)
    lock_rows(Q(pk__in=[key for key in (case.pk, lead_id) if key]))
    case = lock(case, moving=True)
    step(case, "reopen", by=by)
    waits = case.state == "in_progress" and case.assignee_id is None
    if waits:
        case.state = "returned"
    if case.part_of_id is not None:
        lead = lock(Case(pk=case.part_of_id), moving=True)
        Membership.objects.filter(case=case, left_at=None).update(left_at=clock.now(), left_by=by)
        Case.objects.filter(pk=lead.pk).update(members=F("members") - 1)
        tell(lead, "scatter", by=by, body={"case": case.pk})
    case.reopened_at, case.resolved_at, case.part_of = clock.now(), None, None
    case.save(update_fields=["state", "reopened_at", "resolved_at", "part_of"])
    turn_clocks(case, "reopen")
    if waits:
        start_clock(case, "dispatch")
    for member in waiting_members(case):
        stop_clock(member, "answer")
    tell(case, "reopen", by=by, note=note)
    return case


@transaction.atomic
def void_case(case: Case, *, note: str, by: Account) -> Case:
    """Void a wrong registration with its reason: out of its handler's hands, clocks stopped, nothing deleted.

    There is no way back: figures and people were told. Voided by mistake, it is registered anew.
    """
    require_reason(note)
    case = lock(case, moving=True)
    step(case, "void", by=by)
    if case.members:
        raise WrongState(N_("还有案件并在这件里，不能作废。"), then=N_("请先更换主案，或让并入的案件逐一退出。"))
    release(case)
    case.save(update_fields=["state", "assignee"])
    turn_clocks(case, "void")
    tell(case, "void", by=by, note=note)
    return case


def waiting_members(case: Case) -> list[Case]:
    """The members of the case's cluster that still wait for their answer. No query for a case without members."""
    return list(Case.objects.filter(part_of=case, state="joined").order_by("id")) if case.members else []


def require_reason(note: str) -> None:
    """Raise `Invalid` for an empty reason."""
    if not note.strip():
        raise Invalid(N_("还没有写原因。"), then=N_("请写一句原因，它会留在办理经过里。"))
