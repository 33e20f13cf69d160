"""A piece is taken out of use with a reason, and put back: nothing is deleted."""

from pathlib import Path

import pytest

from hetang.commons.documents.api import StoredFile, read
from hetang.commons.documents.tests.factories import samples
from hetang.ground.journal.api import verify
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import Case, Frozen, parties_of, timeline
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import FROZEN, MONDAY, Cast
from hetang.record.evidence.actions.withdraw import put_back_evidence, withdraw_evidence
from hetang.record.evidence.models import Evidence
from hetang.record.evidence.queries import count_of, pieces_for
from hetang.record.evidence.tests.factories import evidence

REASON = "传到了别人的案件"


@pytest.fixture
def piece(cast: Cast, case: Case) -> Evidence:
    return evidence(case, cast.mediator)


def test_it_counts_no_more_and_everything_is_kept(cast: Cast, case: Case, piece: Evidence, home: Path) -> None:
    lying = sorted((home / "files").rglob("*"))
    row = withdraw_evidence(piece, reason=f" {REASON} ", by=cast.lead)
    assert (row.withdrawn_at, row.withdrawn_by) == (MONDAY, cast.lead)
    assert count_of(Case.objects.get(pk=case.pk)) == 0
    told = timeline(case, parties_of(case))[-1]
    assert (told.text, told.detail) == ("撤下一份证据：照片", REASON)
    assert sorted((home / "files").rglob("*")) == lying
    assert b"".join(read(StoredFile.objects.get())) == samples.jpeg()
    assert list(verify()) == []


def test_it_stands_last_in_the_list_and_without_a_picture(cast: Cast, case: Case, piece: Evidence) -> None:
    other = evidence(case, cast.mediator, samples.PDF, "合同.pdf")
    StoredFile.objects.update(preview=StoredFile.Preview.MADE)
    withdraw_evidence(piece, reason=REASON, by=cast.mediator)
    found = pieces_for(case, cast.mediator)
    assert [each.evidence for each in found] == [other, piece]
    assert [bool(each.thumb) for each in found] == [True, False]


def test_it_is_put_back(cast: Cast, case: Case, piece: Evidence) -> None:
    withdraw_evidence(piece, reason=REASON, by=cast.mediator)
    row = put_back_evidence(piece, by=cast.lead)
    assert (row.withdrawn_at, row.withdrawn_by, count_of(case)) == (None, None, 1)
    assert timeline(case, parties_of(case))[-1].text == "恢复一份撤下的证据：照片"


def test_sent_once_more_it_is_back(cast: Cast, case: Case, piece: Evidence) -> None:
    withdraw_evidence(piece, reason=REASON, by=cast.mediator)
    assert evidence(case, cast.mediator) == piece
    piece.refresh_from_db()
    assert (piece.withdrawn_at, count_of(case), Evidence.objects.count()) == (None, 1, 1)


@pytest.mark.parametrize("reason", ["", " x ", "长" * 201])
def test_a_reason_is_needed(cast: Cast, piece: Evidence, reason: str) -> None:
    with refused(Invalid, "请写明撤下的理由，2 到 %(most)s 个字。"):
        withdraw_evidence(piece, reason=reason, by=cast.mediator)


def test_twice_is_refused(cast: Cast, piece: Evidence) -> None:
    with refused(WrongState, "这份证据没有撤下。"):
        put_back_evidence(piece, by=cast.mediator)
    withdraw_evidence(piece, reason=REASON, by=cast.mediator)
    with refused(WrongState, "这份证据已经撤下。"):
        withdraw_evidence(piece, reason=REASON, by=cast.mediator)


@pytest.mark.parametrize("part", ["leader", "second_mediator", "stranger"])
def test_only_who_works_on_the_case_does(cast: Cast, piece: Evidence, part: str) -> None:
    with refused(NotAllowed, "您不能补充这件案件的内容。"):
        withdraw_evidence(piece, reason=REASON, by=getattr(cast, part))


def test_a_closed_case_keeps_what_it_has(cast: Cast, case: Case, piece: Evidence) -> None:
    cases.put(case, "closed", assignee=cast.mediator)
    with refused(Frozen, FROZEN):
        withdraw_evidence(piece, reason=REASON, by=cast.mediator)
