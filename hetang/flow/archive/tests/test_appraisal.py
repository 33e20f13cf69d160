"""Two people appraise a file whose term is over."""

from datetime import date
from typing import Any

import pytest

from hetang.flow.archive.appraise import check_appraisal, propose_appraisal
from hetang.flow.archive.models import Appraisal, CaseFile
from hetang.flow.archive.retention import files_kept, open_appraisals, to_appraise
from hetang.flow.archive.tests.factories import archived, expired
from hetang.ground.journal.api import story
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.tests.factories import MONDAY, Cast

LATER = date(2046, 12, 31)
NOT_YOURS = "档案鉴定由驿站负责人和街道领导进行。"


@pytest.fixture
def file(cast: Cast) -> CaseFile:
    return expired(cast)


def propose(file: CaseFile, cast: Cast, **other: Any) -> Appraisal:
    said = {"decision": "destroy", "reason": "期满", "approval": "杭档批〔2026〕1号", "by": cast.lead}
    return propose_appraisal(file, **{**said, **other})


def test_a_file_past_its_term_is_on_the_list_and_nothing_happens_by_itself(cast: Cast, file: CaseFile) -> None:
    archived(cast)
    assert list(to_appraise(cast.lead)) == [file]
    assert list(to_appraise(cast.leader)) == [file]
    for who in (cast.other_lead, cast.mediator, cast.operator, cast.stranger):
        assert list(to_appraise(who)) == []
    assert files_kept([file.case_id]) == {file.case_id: date(2025, 12, 31)}, "the law keeps it until it is appraised"


def test_one_proposes_and_another_agrees(cast: Cast, file: CaseFile) -> None:
    proposed = propose(file, cast)
    assert list(to_appraise(cast.lead)) == []
    assert list(open_appraisals(cast.leader)) == [proposed]
    check_appraisal(proposed, agrees=True, by=cast.leader)
    kept = Appraisal.objects.get()
    assert (kept.state, kept.first, kept.second, kept.second_at) == ("agreed", cast.lead, cast.leader, MONDAY)
    assert CaseFile.objects.filter(pk=file.pk).exists(), "an appraisal deletes nothing"
    assert [e.verb for e in story("case", file.case_id)][-2:] == ["propose_appraisal", "agree_appraisal"]


def test_nobody_checks_their_own_finding(cast: Cast, file: CaseFile) -> None:
    proposed = propose(file, cast)
    with refused(NotAllowed, "鉴定须由另一个人复核。"):
        check_appraisal(proposed, agrees=True, by=cast.lead)


def test_kept_longer_has_its_new_term(cast: Cast, file: CaseFile) -> None:
    proposed = propose(file, cast, decision="keep", keep_until=LATER, approval="")
    check_appraisal(proposed, agrees=True, by=cast.leader)
    assert CaseFile.objects.get(pk=file.pk).keep_until == LATER
    assert Appraisal.objects.get().state == "kept"
    assert list(to_appraise(cast.lead)) == []


def test_declined_it_is_on_the_list_again(cast: Cast, file: CaseFile) -> None:
    check_appraisal(propose(file, cast), agrees=False, by=cast.leader)
    assert Appraisal.objects.get().state == "declined"
    assert list(to_appraise(cast.lead)) == [file]
    propose(file, cast)


def test_twice_is_refused(cast: Cast, file: CaseFile) -> None:
    proposed = propose(file, cast)
    with refused(WrongState, "这份案卷已经在鉴定。"):
        propose(file, cast, by=cast.leader)
    check_appraisal(proposed, agrees=True, by=cast.leader)
    with refused(WrongState, "这项鉴定已经复核过了。"):
        check_appraisal(proposed, agrees=False, by=cast.leader)


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"decision": "burn"}, "请选择鉴定意见并写明理由。"),
        ({"reason": "  "}, "请选择鉴定意见并写明理由。"),
        ({"approval": " "}, "销毁须填写档案主管部门批准文号。"),
        ({"decision": "keep"}, "继续保管须写明保管到哪一天。"),
        ({"decision": "keep", "keep_until": MONDAY.date()}, "继续保管须写明保管到哪一天。"),
        ({"decision": "keep", "keep_until": date(2999, 1, 1)}, "继续保管须写明保管到哪一天。"),
    ],
)
def test_an_incomplete_finding_is_refused(cast: Cast, file: CaseFile, wrong: dict[str, Any], what: str) -> None:
    with refused(Invalid, what):
        propose(file, cast, **wrong)


def test_before_its_term_is_over_a_file_is_not_appraised(cast: Cast) -> None:
    young = archived(cast)
    with refused(WrongState, "这份案卷的保管期限还没有到。"):
        propose(young, cast)


def test_everybody_else_is_refused(cast: Cast, file: CaseFile) -> None:
    for part, who in cast.everybody().items():
        if part not in {"lead", "other_lead", "leader"}:
            with refused(NotAllowed, NOT_YOURS):
                propose(file, cast, by=who)
    proposed = propose(file, cast)
    for part, who in cast.everybody().items():
        if part not in {"lead", "other_lead", "leader"}:
            with refused(NotAllowed, NOT_YOURS):
                check_appraisal(proposed, agrees=True, by=who)
