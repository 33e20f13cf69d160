"""Adding and identifying people, seeing a number in clear, granting access."""

from datetime import date

import pytest

from hetang.commons.people.api import AccessLog
from hetang.ground.journal.api import story
from hetang.ground.lib.refusals import Invalid, NotAllowed
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.actions.correct import correct_case
from hetang.record.cases.actions.parties import (
    Standing,
    add_party,
    check_identity,
    end_access,
    grant_access,
    record_standing,
    reveal_party_phone,
)
from hetang.record.cases.lifecycle import CASE, OPEN_STATES
from hetang.record.cases.models import Case, CaseAccess, Party
from hetang.record.cases.queries import parties_of
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.cases.writing import Frozen

NOT_YOURS = "您不能补充这件案件的内容。"
EDITORS = {"operator", "lead", "mediator"}


@pytest.fixture
def case(cast: Cast) -> Case:
    """In the mediator's hand."""
    return factories.in_hand(cast)


def seller(case: Case) -> Party:
    return case.parties.get(role="respondent")


def test_a_relative_stands_beside_a_party(cast: Cast, case: Case) -> None:
    mother = add_party(
        case,
        name="卖家母亲",
        phone="13900000003",
        role="relative",
        of=seller(case),
        relation=" 母亲 ",
        by=cast.mediator,
    )
    kept = Party.objects.get(pk=mother.pk)
    assert (kept.role, kept.of, kept.relation, kept.principal_id) == ("relative", seller(case), "母亲", seller(case).pk)
    event = list(story("case", case.pk))[-1]
    assert (event.verb, event.actor, event.body) == ("add_party", cast.mediator.pk, {"party": mother.pk})
    assert [p.role for p in parties_of(case)] == ["applicant", "respondent", "relative"]


def test_those_who_work_on_the_case_may_add_and_nobody_else(cast: Cast, case: Case) -> None:
    for number, (part, account) in enumerate(cast.everybody().items()):
        if part in EDITORS:
            add_party(case, name=f"证人{number}", role="respondent", by=account)
        else:
            with refused(NotAllowed, NOT_YOURS):
                add_party(case, name=f"证人{number}", role="respondent", by=account)


@pytest.mark.parametrize("state", sorted(set(CASE.states) - set(OPEN_STATES)))
def test_nothing_is_added_to_a_case_that_is_no_longer_open(cast: Cast, case: Case, state: str) -> None:
    case = factories.put(case, state, assignee=cast.mediator)
    with refused(Frozen, factories.FROZEN):
        add_party(case, name="证人", role="respondent", by=cast.mediator)
    with refused(Frozen, factories.FROZEN):
        check_identity(seller(case), means="phone", by=cast.lead)
    with refused(NotAllowed, "您不能查看这件案件当事人的完整信息。"):
        reveal_party_phone(seller(case), reason="核对", by=cast.operator)


@pytest.mark.parametrize("role", ["relative", "representative", "guardian"])
def test_who_stands_beside_nobody_is_refused(cast: Cast, case: Case, role: str) -> None:
    with refused(Invalid, "近亲属、代理人和法定代理人须写明是哪一方的，当事人本人则不写。"):
        add_party(case, name="卖家母亲", role=role, by=cast.mediator)


def test_a_party_in_their_own_right_stands_beside_nobody(cast: Cast, case: Case) -> None:
    with refused(Invalid, "近亲属、代理人和法定代理人须写明是哪一方的，当事人本人则不写。"):
        add_party(case, name="证人", role="respondent", of=seller(case), by=cast.mediator)


def test_a_party_of_another_case_is_refused(cast: Cast, case: Case) -> None:
    other = seller(factories.case(cast))
    with refused(Invalid, "所选的当事人不在这件案件里。"):
        add_party(case, name="母亲", role="relative", of=other, by=cast.mediator)


def test_an_unknown_role_is_refused(cast: Cast, case: Case) -> None:
    with refused(Invalid, "不认识这种当事人身份。"):
        add_party(case, name="证人", role="witness", by=cast.mediator)


@pytest.mark.parametrize("role", ["applicant", "respondent"])
def test_the_same_person_twice_or_on_both_sides_is_refused(cast: Cast, case: Case, role: str) -> None:
    with refused(Invalid, "这个人已经在案件里了。"):
        add_party(case, name="卖家", phone="13900000002", role=role, by=cast.mediator)


def test_one_parent_is_a_party_and_guards_two_children(cast: Cast, case: Case) -> None:
    mother = {"name": "丁母", "phone": "13900000008", "by": cast.mediator}
    add_party(case, role="respondent", **mother)  # type: ignore[arg-type]
    children = [add_party(case, name=name, role="applicant", by=cast.mediator) for name in ("小甲", "小乙")]
    for child in children:
        add_party(case, role="guardian", of=child, **mother)  # type: ignore[arg-type]
    assert case.parties.filter(person__parts__role="guardian").distinct().count() == 3
    with refused(Invalid, "这个人已经在案件里了。"):
        add_party(case, role="guardian", of=children[0], **mother)  # type: ignore[arg-type]
    aunt = add_party(case, role="relative", of=children[0], **mother)  # type: ignore[arg-type]
    with refused(Invalid, "这个人已经在案件里了。"):
        correct_case(case, field="party.role", new="guardian", reason="记错", party=aunt, by=cast.mediator)


def test_nobody_stands_beside_themselves(cast: Cast, case: Case) -> None:
    with refused(Invalid, "一个人不能是自己的近亲属、代理人或法定代理人。"):
        add_party(case, name="卖家", phone="13900000002", role="guardian", of=seller(case), by=cast.mediator)


def test_what_is_known_of_one_part_holds_for_all_parts_of_the_person(cast: Cast, case: Case) -> None:
    minor = record_standing(seller(case), standing=Standing(born_on=date(2010, 1, 1)), by=cast.mediator)
    child = add_party(case, name="妹妹", role="applicant", by=cast.mediator)
    seller_again = {"name": "卖家", "phone": "13900000002", "of": child, "by": cast.mediator}
    with refused(Invalid, "法定代理人须是完全民事行为能力人。"):
        add_party(case, role="guardian", **seller_again)  # type: ignore[arg-type]
    beside = add_party(case, role="relative", **seller_again)  # type: ignore[arg-type]
    assert beside.born_on == date(2010, 1, 1)
    record_standing(beside, standing=Standing(declared="none"), by=cast.mediator)
    correct_case(case, field="party.born_on", new="2001-01-01", reason="记错", party=minor, by=cast.mediator)
    for part in case.parties.filter(person=minor.person):
        assert (part.born_on, part.declared) == (date(2001, 1, 1), "none")


@pytest.mark.parametrize(
    ("name", "phone", "what"), [("", "", "没有填写姓名。"), ("证人", "12345678", "“%(phone)s”不像电话号码。")]
)
def test_a_person_that_cannot_be_recorded_is_refused(cast: Cast, case: Case, name: str, phone: str, what: str) -> None:
    with refused(Invalid, what):
        add_party(case, name=name, phone=phone, role="respondent", by=cast.mediator)


@pytest.mark.parametrize("means", ["phone", "card", "known"])
def test_how_the_identity_was_checked_is_recorded(cast: Cast, case: Case, means: str) -> None:
    check_identity(seller(case), means=means, by=cast.mediator)
    assert seller(case).identity == means
    event = list(story("case", case.pk))[-1]
    assert (event.verb, event.body) == ("check_identity", {"party": seller(case).pk, "means": means})


@pytest.mark.parametrize("means", ["", "face", "PHONE"])
def test_a_check_that_is_none_is_refused(cast: Cast, case: Case, means: str) -> None:
    with refused(Invalid, "请选择核对身份的方式。"):
        check_identity(seller(case), means=means, by=cast.mediator)


def test_a_stranger_checks_nobody(cast: Cast, case: Case) -> None:
    for who in (cast.stranger, cast.colleague, cast.leader):
        with refused(NotAllowed, NOT_YOURS):
            check_identity(seller(case), means="phone", by=who)


def test_a_look_at_a_number_is_for_those_at_work_and_is_recorded(cast: Cast, case: Case) -> None:
    assert reveal_party_phone(seller(case), reason="联系卖家", by=cast.mediator) == "13900000002"
    read = AccessLog.objects.get()
    assert (read.account, read.reason, read.at) == (cast.mediator, "联系卖家", MONDAY)
    with refused(Invalid, "查看完整号码须写明原因。"):
        reveal_party_phone(seller(case), reason=" ", by=cast.mediator)
    for who in (cast.colleague, cast.stranger, cast.follow_up_operator):
        with refused(NotAllowed, "您不能查看这件案件当事人的完整信息。"):
            reveal_party_phone(seller(case), reason="好奇", by=who)


def test_the_follow_up_operator_sees_the_number_once_there_is_somebody_to_ask(cast: Cast, case: Case) -> None:
    case = factories.put(case, "resolved", assignee=cast.mediator)
    assert reveal_party_phone(seller(case), reason="回访", by=cast.follow_up_operator) == "13900000002"


def test_a_grant_is_given_once_and_its_end_stays_on_record(cast: Cast, case: Case) -> None:
    for _ in range(2):
        grant_access(case, role="helping", unit=cast.other_station)
    assert CaseAccess.objects.filter(case=case, role="helping").count() == 1
    end_access(case, role="helping")
    grant_access(case, role="helping", unit=cast.other_station)
    grants = CaseAccess.objects.filter(case=case, role="helping").order_by("id")
    assert [grant.until for grant in grants] == [MONDAY, None]
