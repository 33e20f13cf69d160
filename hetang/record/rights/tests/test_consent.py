"""Told and agreed, by which wording, on which basis; and taking it back."""

from datetime import date
from typing import Any

import pytest

from hetang.ground.journal.api import story
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.ground.rulepacks import api as rulepacks
from hetang.ground.rulepacks.tests.factories import shipped
from hetang.record.cases.api import Case, Party, Standing, add_party, parties_of, record_standing
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.rights.actions.consent import record_consent, withdraw_consent
from hetang.record.rights.models import Consent
from hetang.record.rights.queries import Agreement, agreements, has_agreed

EDITORS = {"operator", "lead", "mediator"}
NOT_YOURS = "您不能补充这件案件的内容。"


@pytest.fixture
def case(cast: Cast) -> Case:
    """In the mediator's hand."""
    return cases.in_hand(cast)


@pytest.fixture
def student(case: Case) -> Party:
    return case.parties.get(role="applicant")


def agree(party: Party, cast: Cast, **other: Any) -> Consent:
    return record_consent(party, **{"notice": "general", "means": "phone", "by": cast.mediator, **other})


def standing(case: Case, party: Party, notice: str = "general") -> Agreement:
    found = agreements(parties_of(case))
    return next(a for a in found if a.party == party and a.notice == notice)


def new_wording() -> None:
    """Version 2 of the notices takes effect."""
    pack = shipped("notices")
    body = {"entries": pack["entries"]}
    rulepacks.load_pack(name="notices", version=2, effective_on=MONDAY.date(), basis="新版", body=body)


def test_consent_keeps_the_version_that_was_read_out(cast: Cast, case: Case, student: Party) -> None:
    assert standing(case, student).status == "missing"
    found = agree(student, cast)
    kept = Consent.objects.get()
    assert (kept.person, kept.notice, kept.version, kept.basis) == (student.person, "general", 1, "consent")
    assert (kept.means, kept.given_at, kept.by, kept.withdrawn_at) == ("phone", MONDAY, cast.mediator, None)
    assert standing(case, student).status == "given"
    assert has_agreed(student.person, "general", case)
    event = list(story("case", case.pk))[-1]
    assert (event.verb, event.actor) == ("record_consent", cast.mediator.pk)
    body = {"party": student.pk, "notice": "general", "version": 1, "consent": found.pk, "basis": "consent"}
    assert event.body == body, "references only"


def test_a_new_wording_shows_who_agreed_to_the_old_one(cast: Cast, case: Case, student: Party) -> None:
    agree(student, cast)
    new_wording()
    assert standing(case, student).status == "older"
    agree(student, cast)
    assert standing(case, student).status == "given"
    assert sorted(Consent.objects.values_list("version", flat=True)) == [1, 2]


def test_the_same_wording_twice_is_refused(cast: Cast, student: Party) -> None:
    agree(student, cast)
    with refused(WrongState, "现行版本的告知已经记过了。"):
        agree(student, cast, means="paper")


def test_a_duty_is_recorded_as_a_notice_and_not_as_consent(cast: Cast, case: Case, student: Party) -> None:
    given = agree(student, cast, basis="duty")
    assert list(story("case", case.pk))[-1].verb == "record_notice"
    with refused(WrongState, "这一项没有可以撤回的同意。"):
        withdraw_consent(given, means="phone", by=cast.mediator)


@pytest.mark.parametrize(("notice", "basis"), [("sensitive", "duty"), ("sensitive", "emergency"), ("child", "duty")])
def test_sensitive_data_need_a_separate_consent_whatever_the_duty(
    cast: Cast, student: Party, notice: str, basis: str
) -> None:
    with refused(Invalid, "这一项须取得单独同意，不能以其他依据代替。"):
        agree(student, cast, notice=notice, basis=basis)


def test_a_child_needs_a_guardian_of_the_same_case(cast: Cast, case: Case, student: Party) -> None:
    with refused(Invalid, "未满十四周岁的人须由监护人同意。"):
        agree(student, cast, notice="child")
    other = cases.case(cast).parties.get(role="respondent")
    seller = case.parties.get(role="respondent")
    aunt = add_party(case, name="姑姑", role="relative", of=student, by=cast.mediator)
    theirs = add_party(case, name="卖家母亲", role="guardian", of=seller, by=cast.mediator)
    for wrong in (other, student, seller, aunt, theirs):
        with refused(Invalid, "同意的须是在同一案件里登记的这个人的法定代理人。"):
            agree(student, cast, notice="child", guardian=wrong)
    brother = add_party(case, name="哥哥", role="guardian", of=student, by=cast.mediator)
    record_standing(brother, standing=Standing(born_on=date(2010, 1, 1)), by=cast.mediator)
    with refused(Invalid, "法定代理人须是完全民事行为能力人。"):
        agree(student, cast, notice="child", guardian=brother)
    mother = add_party(case, name="丁妈妈", role="guardian", of=student, relation="母亲", by=cast.mediator)
    assert agree(student, cast, notice="child", guardian=mother).guardian == mother.person


def test_who_is_known_to_be_under_14_needs_a_guardian_for_every_consent(cast: Cast, case: Case, student: Party) -> None:
    for born, needed in ((date(2012, 3, 10), True), (date(2012, 3, 9), False)):  # it is 9 March 2026
        child = add_party(case, name=f"小朋友{born:%d}", role="applicant", by=cast.mediator)
        child.person.put("born", born.isoformat())
        child.person.save()
        if needed:
            with refused(Invalid, "未满十四周岁的人须由监护人同意。"):
                agree(child, cast)
            mother = add_party(case, name="妈妈", role="guardian", of=child, by=cast.mediator)
            agree(child, cast, guardian=mother)
        else:
            agree(child, cast)


def test_the_birthday_told_in_this_case_counts_as_well(cast: Cast, student: Party) -> None:
    record_standing(student, standing=Standing(born_on=date(2015, 1, 1)), by=cast.mediator)
    with refused(Invalid, "未满十四周岁的人须由监护人同意。"):
        agree(student, cast)


@pytest.mark.parametrize("wrong", [{"notice": "nonsense"}, {"means": "telepathy"}, {"basis": "whim"}, {"means": ""}])
def test_what_is_not_on_the_list_is_refused(cast: Cast, student: Party, wrong: dict[str, str]) -> None:
    with refused(Invalid, "请选择告知内容、方式和依据。"):
        agree(student, cast, **wrong)


def test_those_who_work_on_the_case_record_it_and_nobody_else(cast: Cast, student: Party) -> None:
    for part, who in cast.everybody().items():
        if part not in EDITORS:
            with refused(NotAllowed, NOT_YOURS):
                agree(student, cast, by=who)
    agree(student, cast, by=cast.operator)


def test_taking_back_is_one_step_and_stays_on_record(cast: Cast, case: Case, student: Party) -> None:
    given = agree(student, cast)
    withdraw_consent(given, means="phone", by=cast.operator)
    kept = Consent.objects.get()
    assert (kept.withdrawn_at, kept.withdrawn_means, kept.withdrawn_by) == (MONDAY, "phone", cast.operator)
    assert standing(case, student).status == "withdrawn"
    assert not has_agreed(student.person, "general", case)
    event = list(story("case", case.pk))[-1]
    assert (event.verb, event.body["consent"], event.body["party"]) == ("withdraw_consent", given.pk, student.pk)
    with refused(WrongState, "这一项没有可以撤回的同意。"):
        withdraw_consent(given, means="phone", by=cast.operator)
    agree(student, cast)
    assert standing(case, student).status == "given", "whoever took it back may agree again"


@pytest.mark.parametrize("state", ["closed", "archived", "voided"])
def test_a_consent_can_be_taken_back_after_the_case_is_over(cast: Cast, case: Case, student: Party, state: str) -> None:
    given = agree(student, cast)
    cases.put(case, state, assignee=cast.mediator)
    for who in (cast.leader, cast.follow_up_operator, cast.colleague, cast.stranger, cast.mediator):
        with refused(NotAllowed, "您不能登记撤回同意。"):
            withdraw_consent(given, means="phone", by=who)
    withdraw_consent(given, means="paper", by=cast.lead)
    assert Consent.objects.get().withdrawn_at == MONDAY


def test_every_notice_says_what_the_law_asks_for() -> None:
    entries = {e["key"]: e for e in shipped("notices")["entries"]}
    general = entries["general"]["text"]["zh"]
    for asked in ("个人信息处理者", "联系方式", "目的", "方式", "种类", "保存期限", "权利"):
        assert asked in general, asked
    for key, entry in entries.items():
        assert entry["on_withdrawal"]["stops"]["zh"], key
        assert entry["on_withdrawal"]["stays"]["en"], key
    assert entries["sensitive"]["bases"] == ["consent"]
