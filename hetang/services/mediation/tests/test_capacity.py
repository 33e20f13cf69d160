"""Nobody settles alone who cannot act alone (民法典 §19–23), and an organisation acts through somebody."""

from datetime import date
from typing import Any

import pytest

from hetang.ground.lib.refusals import Invalid, Missing, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import (
    Party,
    Standing,
    add_party,
    correct_case,
    rate_risk,
    record_standing,
    report_to_police,
)
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.followup.tests.factories import side
from hetang.services.mediation.actions.finish import settle
from hetang.services.mediation.models import Mediation
from hetang.services.mediation.tests import factories

LACKING = "还不能“%(verb)s”。"
CHILD = Standing(born_on=date(2012, 5, 1))


@pytest.fixture
def mediation(cast: Cast) -> Mediation:
    return factories.in_session(cast)


def agree(mediation: Mediation, cast: Cast, **other: Any) -> None:
    settle(mediation, agreement=factories.agreement(mediation.case, **other), by=cast.mediator)


def child(mediation: Mediation, cast: Cast, standing: Standing = CHILD) -> Party:
    return record_standing(side(mediation.case, "applicant"), standing=standing, by=cast.mediator)


@pytest.mark.parametrize("other", [{}, {"form": "written", "paper_complete": True}], ids=["oral", "written"])
def test_a_minor_settles_with_a_guardian_only(cast: Cast, mediation: Mediation, other: dict[str, Any]) -> None:
    minor = child(mediation, cast)
    with refused(Missing, LACKING):
        agree(mediation, cast, **other)
    add_party(mediation.case, name="班主任", role="representative", of=minor, by=cast.mediator)
    with refused(Missing, LACKING):
        agree(mediation, cast, **other)
    add_party(mediation.case, name="丁母", role="guardian", of=minor, relation="母亲", by=cast.mediator)
    agree(mediation, cast, **other)


def test_what_is_missing_is_told_with_its_article(cast: Cast, mediation: Mediation) -> None:
    child(mediation, cast)
    with pytest.raises(Missing) as caught:
        agree(mediation, cast)
    assert [need for need in caught.value.needs if "民法典" in str(need)]


@pytest.mark.parametrize(
    "standing",
    [Standing(), Standing(born_on=date(2008, 3, 9)), Standing(born_on=date(2010, 1, 1), self_supporting=True)],
)
def test_an_adult_and_who_lives_by_their_own_work_settle_alone(
    cast: Cast, mediation: Mediation, standing: Standing
) -> None:
    child(mediation, cast, standing)
    agree(mediation, cast)


def test_an_adult_declared_incapable_needs_a_guardian(cast: Cast, mediation: Mediation) -> None:
    child(mediation, cast, Standing(born_on=date(1950, 1, 1), declared="limited"))
    with refused(Missing, LACKING):
        agree(mediation, cast)


def test_a_guardian_is_of_age_and_stands_beside_a_party(cast: Cast, mediation: Mediation) -> None:
    minor = child(mediation, cast)
    with refused(Invalid, "法定代理人须是完全民事行为能力人。"):
        add_party(mediation.case, name="哥哥", role="guardian", of=minor, standing=CHILD, by=cast.mediator)


def test_who_the_register_knows_to_be_a_minor_is_no_guardian(cast: Cast, mediation: Mediation) -> None:
    minor = child(mediation, cast)
    brother = add_party(mediation.case, name="哥哥", phone="13900000008", role="relative", of=minor, by=cast.mediator)
    brother.person.put("born", "2010-01-01")
    brother.person.save()
    with refused(Invalid, "法定代理人须是完全民事行为能力人。"):
        correct_case(mediation.case, field="party.role", new="guardian", reason="记错", party=brother, by=cast.mediator)
    other = cases.in_hand(cast)
    with refused(Invalid, "法定代理人须是完全民事行为能力人。"):
        add_party(
            other, name="哥哥", phone="13900000008", role="guardian", of=side(other, "applicant"), by=cast.mediator
        )


def test_a_guardian_who_turns_out_to_be_a_minor_guards_nobody(cast: Cast, mediation: Mediation) -> None:
    minor = child(mediation, cast)
    guardian = add_party(mediation.case, name="哥哥", role="guardian", of=minor, by=cast.mediator)
    record_standing(guardian, standing=Standing(born_on=date(2010, 1, 1)), by=cast.mediator)
    with refused(Missing, LACKING):
        agree(mediation, cast)


def test_an_organisation_settles_through_its_representative(cast: Cast, mediation: Mediation) -> None:
    company = record_standing(
        side(mediation.case, "respondent"),
        standing=Standing(kind="organisation", credit_code="91350100M000100Y43"),
        by=cast.mediator,
    )
    with refused(Missing, LACKING):
        agree(mediation, cast)
    add_party(mediation.case, name="王经理", role="representative", of=company, by=cast.mediator)
    agree(mediation, cast)


@pytest.mark.parametrize(
    ("standing", "what"),
    [
        (Standing(born_on=date(2026, 3, 10)), "出生日期不对。"),
        (Standing(born_on=date(1899, 12, 31)), "出生日期不对。"),
        (Standing(credit_code="123"), "统一社会信用代码应为 18 位数字或大写字母（没有 I、O、S、V、Z）。"),
        (Standing(credit_code="91350100M000100Y44"), "统一社会信用代码的最后一位与前面不符，请逐位核对。"),
        (Standing(kind="organisation", born_on=date(2000, 1, 1)), "单位没有出生日期。"),
        (Standing(kind="ghost"), "不认识当事人的种类。"),
    ],
)
def test_what_cannot_be_right_is_refused(cast: Cast, mediation: Mediation, standing: Standing, what: str) -> None:
    party = side(mediation.case, "applicant")
    with refused(Invalid, what):
        record_standing(party, standing=standing, by=cast.mediator)


def test_a_date_of_birth_that_stands_is_corrected_and_not_overwritten(cast: Cast, mediation: Mediation) -> None:
    minor = child(mediation, cast)
    with refused(WrongState, "“%(thing)s”已经登记过。"):
        record_standing(minor, standing=Standing(born_on=date(1990, 1, 1)), by=cast.mediator)


def test_a_red_matter_is_not_settled_before_the_police_were_told(cast: Cast, mediation: Mediation) -> None:
    rate_risk(mediation.case, factors=["threat"], by=cast.mediator)
    with refused(Missing, LACKING):
        agree(mediation, cast)
    report_to_police(mediation.case, station="上塘派出所", receipt="17", reported_at=MONDAY, by=cast.mediator)
    agree(mediation, cast)
