"""A person's rights reach the evidence of their cases; so does the end of a file's term."""

from pathlib import Path
from typing import Any

from hetang.commons.documents.api import StoredFile, Upload
from hetang.commons.documents.tests.factories import samples
from hetang.record.cases.api import Case, party_asking
from hetang.record.cases.tests.factories import Cast
from hetang.record.evidence.actions.hand_in import hand_in
from hetang.record.evidence.models import Evidence
from hetang.record.evidence.personal import copy_evidence, erase, rows_of
from hetang.record.evidence.tests.factories import evidence, sent


def lying(home: Path) -> list[Path]:
    return [p for part in ("files", "uploads") for p in (home / part).rglob("*") if p.is_file()]


def test_who_reported_is_told_what_is_kept_and_the_other_side_nothing(cast: Cast, case: Case) -> None:
    row = evidence(case, cast.mediator)
    student, seller = (case.parties.get(role=role).person for role in ("applicant", "respondent"))
    title, rows = copy_evidence(student, [case.pk])
    assert title == "证据材料"
    assert [(r["文件"], r["种类"], r["案件"]) for r in rows] == [("楼道.jpg", "照片", case.number)]
    assert row.file.digest in rows[0]["校验值"]
    assert copy_evidence(seller, [case.pk])[1] == []


def test_each_is_told_of_what_they_handed_in_and_not_of_what_the_other_side_did(cast: Cast, case: Case) -> None:
    names = {"applicant": "合同.pdf", "respondent": "收据.pdf"}
    for role, name in names.items():
        party = party_asking(case.parties.get(role=role).pk)
        assert party is not None
        content = samples.PDF + role.encode()
        hand_in(party, name=name, size=len(content), content=[content])
    for role, name in names.items():
        told = copy_evidence(case.parties.get(role=role).person, [case.pk])[1]
        assert [row["文件"] for row in told] == [name]


def test_an_erasure_destroys_the_files_and_leaves_the_row(
    cast: Cast, case: Case, home: Path, django_capture_on_commit_callbacks: Any
) -> None:
    row = evidence(case, cast.mediator)
    sent(case, cast.mediator, samples.png())
    assert len(lying(home)) >= 2
    with django_capture_on_commit_callbacks(execute=True):
        assert erase(case.parties.get(role="applicant").person, [case.pk]) == {"documents_storedfile.key": 1}
    assert lying(home) == []
    assert bytes(StoredFile.objects.get().key) == b""
    assert Evidence.objects.get() == row, "that something was there stays on record"


def test_what_goes_with_a_case_goes_in_an_order_that_the_database_takes(cast: Cast, case: Case) -> None:
    evidence(case, cast.mediator)
    sent(case, cast.mediator, samples.png())
    assert [rows._raw_delete(rows.db) for rows in rows_of([case.pk])] == [1, 2, 1]
    assert (Evidence.objects.count(), StoredFile.objects.count(), Upload.objects.count()) == (0, 0, 0)
