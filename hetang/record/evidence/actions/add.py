"""Adding evidence to a case, and having taken what was sent and nobody came back for."""

import logging
from typing import Any

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.commons.documents.api import Attach, NotScanned, StoredFile, Upload, take_upload, waiting_uploads
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, Refused
from hetang.record.cases.api import Case, Party, lock, require_edit, tell
from hetang.record.evidence.handed import (
    HAND_IN,
    HAND_IN_KNOWN,
    PARTY,
    SUBJECT,
    handed_in,
    require_kind,
    require_share,
)
from hetang.record.evidence.models import Evidence

log = logging.getLogger(__name__)


@transaction.atomic
def add_evidence(case: Case, *, file: StoredFile, party: Party | None = None, by: Account) -> Evidence:
    """`file`, just taken, becomes part of the case's record, handed in by `party` where one is named; its digest stands
    in the journal. The same content once more is the piece that is there already, put back where it was withdrawn.

    Raises `Frozen` once the case is closed, `NotAllowed` for who may not add to it, `Invalid` for another case's party.
    """
    case = lock(case)
    require_edit(by, case)
    if party and party.case_id != case.pk:
        raise no_such_party()
    known = Evidence.objects.filter(case=case, file=file).first()
    if known is not None:
        return put_back(case, known, by) if known.withdrawn_at else known
    row = Evidence.objects.create(case=case, file=file, party=party, by=by, at=clock.now())
    body = {"evidence": row.pk, "evidence_kind": file.kind, "digest": file.digest, "algorithm": file.algorithm}
    if party is None:
        tell(case, "add_evidence", by=by, body=body)
    else:
        tell(case, "add_evidence_of", by=by, body=body | {PARTY: party.pk})
    return row


@transaction.atomic
def hand_in_evidence(party: Party, *, file: StoredFile, by: Account) -> Evidence:
    """`file`, just taken, as handed in by `party` themselves through the online desk `by`; told to them alone.

    Content that is on record already, whoever brought it, stays as it is: what staff withdrew stays withdrawn. Raises
    `WrongKind` for what is taken from staff alone, `Invalid` where the party has handed in enough, `Frozen`, `NotAllowed`.
    """
    case = lock(party.case)
    require_edit(by, case)
    require_kind(file)
    mine, known = handed_in(party), Evidence.objects.filter(case=case, file=file).first()
    if known is not None and known.pk in mine:
        return known
    row = known or Evidence.objects.create(case=case, file=file, party=party, by=by, at=clock.now())
    require_share(party, {*mine, row.pk})
    body = {"evidence": row.pk, "evidence_kind": file.kind, PARTY: party.pk}
    if known is None:
        body |= {"digest": file.digest, "algorithm": file.algorithm}
    tell(case, HAND_IN_KNOWN if known else HAND_IN, by=by, body=body)
    return row


def put_back(case: Case, row: Evidence, by: Account) -> Evidence:
    """A withdrawn piece counts again. The caller has locked the case and looked whether `by` may."""
    row.withdrawn_at, row.withdrawn_by = None, None
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    tell(case, "put_back_evidence", by=by, body={"evidence": row.pk, "evidence_kind": row.file.kind})
    return row


def attaching(case: Case, by: Account, given: dict[str, Any] | None = None, *, own: bool = False) -> Attach:
    """What happens to a file that was sent for `case` with `given`, once it is taken; `own`: by the party themselves."""
    party = party_of(case, (given or {}).get(PARTY))

    def attach(file: StoredFile) -> None:
        if own and party is not None:
            hand_in_evidence(party, file=file, by=by)
        else:
            add_evidence(case, file=file, party=party, by=by)

    return attach


def party_of(case: Case, key: int | str | None) -> Party | None:
    """The party of this case by its key, None for none named. Raises `Invalid` for one that is not there."""
    if not key:
        return None
    found = case.parties.filter(pk=key).first() if str(key).isdecimal() and len(str(key)) < 19 else None
    if found is None:
        raise no_such_party()
    return found


def no_such_party() -> Invalid:
    """For a party that this case does not have."""
    return Invalid(N_("提供人不是这件案件的当事人。"), then=N_("请刷新页面，重新选择提供人。"))


def take_waiting() -> int:
    """Have taken what came whole and whose sender did not come back. Every minute (settings.OFTEN)."""
    taken = 0
    for upload in waiting_uploads(SUBJECT):
        taken += _take_quietly(upload)
    return taken


def _take_quietly(upload: Upload) -> bool:
    case = Case.objects.filter(pk=upload.subject_key).first()
    if case is None:
        return False
    try:
        take_upload(upload, attach=attaching(case, upload.account, upload.given, own=upload.outside))
    except NotScanned:
        return False
    except Refused as refusal:
        # Noted with the upload: whoever sent it is told when they ask.
        log.info("upload %s was not taken: %s", upload.pk, refusal.what)
        return False
    return True
