"""Taking a piece of evidence out of the record's use. Nothing is deleted before the case's term ends."""

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, WrongState
from hetang.record.cases.api import Case, lock, require_edit, tell
from hetang.record.evidence.actions.add import put_back
from hetang.record.evidence.models import Evidence

MOST_CHARS = 200


@transaction.atomic
def withdraw_evidence(evidence: Evidence, *, reason: str, by: Account) -> Evidence:
    """It counts no more and opens no more; the file, its digest and the reason stay until the case's term ends.

    Raises `Invalid` without a reason, `WrongState` the second time, `Frozen`, `NotAllowed`.
    """
    case, row = _locked(evidence, by)
    reason = reason.strip()
    if not 2 <= len(reason) <= MOST_CHARS:
        raise Invalid(N_("请写明撤下的理由，2 到 %(most)s 个字。"), most=MOST_CHARS)
    if row.withdrawn_at is not None:
        raise WrongState(N_("这份证据已经撤下。"), then=N_("请刷新页面查看。"))
    row.withdrawn_at, row.withdrawn_by = clock.now(), by
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    body = {"evidence": row.pk, "evidence_kind": row.file.kind}
    tell(case, "withdraw_evidence", by=by, note=reason, body=body)
    return row


@transaction.atomic
def put_back_evidence(evidence: Evidence, *, by: Account) -> Evidence:
    """It was withdrawn by mistake: it counts and opens again. Raises `WrongState`, `Frozen`, `NotAllowed`."""
    case, row = _locked(evidence, by)
    if row.withdrawn_at is None:
        raise WrongState(N_("这份证据没有撤下。"), then=N_("请刷新页面查看。"))
    return put_back(case, row, by)


def _locked(evidence: Evidence, by: Account) -> tuple[Case, Evidence]:
    case = lock(evidence.case)
    require_edit(by, case)
    return case, Evidence.objects.select_for_update(of=("self",)).select_related("file").get(pk=evidence.pk)
