"""Adding evidence to a case, and having taken what was sent and nobody came back for."""

import logging

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.commons.documents.api import Attach, NotScanned, StoredFile, Upload, take_upload, waiting_uploads
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Refused
from hetang.record.cases.api import Case, lock, require_edit, tell
from hetang.record.evidence.models import Evidence

log = logging.getLogger(__name__)
SUBJECT = "case"


@transaction.atomic
def add_evidence(case: Case, *, file: StoredFile, by: Account) -> Evidence:
    """`file`, just taken, becomes part of the case's record; its digest stands in the journal.

    Raises `Frozen` once the case is closed, `NotAllowed` for who may not add to it.
    """
    case = lock(case)
    require_edit(by, case)
    row = Evidence.objects.create(case=case, file=file, by=by, at=clock.now())
    body = {"evidence": row.pk, "evidence_kind": file.kind, "digest": file.digest, "algorithm": file.algorithm}
    tell(case, "add_evidence", by=by, body=body)
    return row


def attaching(case: Case, by: Account) -> Attach:
    """What happens to a file that was sent for `case`, once it is taken."""

    def attach(file: StoredFile) -> None:
        add_evidence(case, file=file, by=by)

    return attach


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
        take_upload(upload, attach=attaching(case, upload.account))
    except NotScanned:
        return False
    except Refused as refusal:
        # Noted with the upload: whoever sent it is told when they ask.
        log.info("upload %s was not taken: %s", upload.pk, refusal.what)
        return False
    return True
