"""Putting a closed case into the archive."""

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.flow.archive.checklist import check_file
from hetang.flow.archive.models import Appraisal, CaseFile
from hetang.flow.archive.retention import term_for
from hetang.ground.lib import clock
from hetang.record.cases import api as cases
from hetang.record.cases.api import Case


@transaction.atomic
def archive_case(case: Case, *, by: Account) -> CaseFile:
    """Archive a closed case whose file is complete; what the check found is kept with it."""
    case = cases.lock(case, moving=True)
    cases.step(case, "archive", by=by)
    case.save(update_fields=["state"])
    cases.turn_clocks(case, "archive")
    # The thirteen items are those of a mediation.
    items, now = (check_file(case) if case.kind == Case.Kind.DISPUTE else []), clock.now()
    retention, retention_version, keep_until = term_for(case, clock.local_day(now))
    file = CaseFile.objects.create(
        case=case,
        items=[{"key": i.key, "status": i.status} for i in items],
        pack_version=cases.rules_of(case, "archive_items").version,
        at=now,
        by=by,
        retention=retention,
        retention_version=retention_version,
        keep_until=keep_until,
    )
    there = sum(i.status == "there" for i in items)
    cases.tell(case, "archive", by=by, body={"file": file.pk, "there": there, "items": len(items)})
    return file


def follow_category(case: Case, *, by: Account) -> None:
    """The category of an archived case was put right (settings.CATEGORY_CORRECTED): its file has the term of the right
    one, by the pack it was archived under. A later day that an appraisal found stays."""
    file = CaseFile.objects.select_for_update().filter(case=case).first()
    if file is None:
        return
    key, _, until = term_for(case, clock.local_day(file.at), file.retention_version)
    if key == file.retention:
        return
    appraised = Appraisal.objects.filter(case_key=case.pk, state="kept").order_by("-keep_until").first()
    if until is not None and appraised is not None and appraised.keep_until is not None:
        until = max(until, appraised.keep_until)
    was, file.retention, file.keep_until = file.retention, key, until
    file.save(update_fields=["retention", "keep_until"])
    cases.tell(case, "change_term", by=by, body={"term": key, "former_term": was})
