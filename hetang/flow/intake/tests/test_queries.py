"""What is known of a caller while the number is typed, and which cases may be the same matter, and why."""

from datetime import timedelta
from typing import Any

import pytest

from hetang.flow.intake.actions.join import add_contact
from hetang.flow.intake.actions.register import register_case
from hetang.flow.intake.actions.triage import Verdict, close_contact
from hetang.flow.intake.queries import Asked, caller_of, likely_duplicates
from hetang.flow.intake.tests.factories import open_stations, report
from hetang.ground.journal.api import catch_up
from hetang.ground.lib import clock
from hetang.record.cases.api import Case, set_sensitivity
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, TEXT, Cast

PHONE = "13900000001"
LEAK = "楼上漏水到我家天花板，墙皮都掉了，物业不管"


@pytest.fixture(autouse=True)
def _stations(cast: Cast) -> None:
    open_stations(cast)


def numbers(found: Any) -> list[str]:
    return [each.case.number for each in found]


def test_open_cases_stand_first_with_who_has_them_and_the_last_words(cast: Cast) -> None:
    newer = register_case(report(cast), by=cast.operator)
    cases.put(newer, "closed")
    older = register_case(report(cast, submission="2", text=LEAK), by=cast.operator)
    cases.put(older, "in_progress", assignee=cast.mediator)
    add_contact(older, report(cast, submission="3", text="又漏了"), by=cast.operator)
    found = caller_of(cast.operator, "139-0000-0001")
    assert found is not None
    assert [person.name for person in found.people] == ["丁晓雨"]
    assert numbers(found.cases) == [older.number, newer.number]
    first = found.cases[0]
    assert (first.case.assignee, first.words) == (cast.mediator, "又漏了")


def test_a_family_shares_a_number(cast: Cast) -> None:
    register_case(report(cast), by=cast.operator)
    register_case(report(cast, submission="2", applicant="丁妈妈"), by=cast.operator)
    found = caller_of(cast.operator, PHONE)
    assert found is not None
    assert {person.name for person in found.people} == {"丁晓雨", "丁妈妈"}
    assert len(found.cases) == 2


def test_what_was_told_without_a_case_is_there_too(cast: Cast) -> None:
    close_contact(report(cast, text="法院的事"), Verdict("secret"), by=cast.operator)
    found = caller_of(cast.lead, PHONE)
    assert found is not None
    assert [contact.text for contact in found.contacts] == ["法院的事"]


def test_nothing_is_told_that_the_reader_may_not_see(cast: Cast) -> None:
    case = register_case(report(cast), by=cast.operator)
    set_sensitivity(case, to="sensitive", reason="家事", by=cast.lead)
    for who in (cast.operator, cast.far_operator):
        found = caller_of(who, PHONE)
        assert found is not None
        assert found.cases == []


def test_a_number_nobody_has_rung_from(cast: Cast) -> None:
    found = caller_of(cast.operator, "13900000099")
    assert found is not None
    assert (found.people, found.cases) == ([], [])


def test_a_look_asks_the_same_however_many_cases_there_are(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        register_case(report(cast, submission=str(number)), by=cast.operator)
    caller_of(cast.operator, PHONE)
    with django_assert_max_num_queries(7):
        found = caller_of(cast.operator, PHONE)
    assert found is not None
    assert len(found.cases) == 8


def reasons(cast: Cast, **asked: str) -> dict[str, tuple[str, ...]]:
    found = likely_duplicates(cast.operator, Asked(**asked))
    return {each.case.number: each.reasons for each in found}


@pytest.fixture
def leak(cast: Cast) -> Case:
    told = {"text": LEAK, "applicant": "王阿姨", "applicant_phone": "13900000008", "respondent": "李楼上"}
    return register_case(report(cast, community=cast.community, category="neighbour", **told), by=cast.operator)


def test_similar_words(cast: Cast, leak: Case) -> None:
    assert reasons(cast, text="楼上漏水，天花板墙皮掉了，物业说不管") == {leak.number: ("说的话相近",)}
    assert reasons(cast, text=TEXT) == {}
    assert reasons(cast, text="漏水") == {}, "two words prove nothing"


def test_the_same_number(cast: Cast, leak: Case) -> None:
    assert reasons(cast, phone="13900000008") == {leak.number: ("同一号码",)}


def test_the_same_people(cast: Cast, leak: Case) -> None:
    assert reasons(cast, applicant="王阿姨", respondent="李楼上") == {leak.number: ("同样的当事人",)}
    assert reasons(cast, applicant="王阿姨") == {}, "one namesake proves nothing"


def test_the_same_place_and_kind_with_words_in_common(cast: Cast, leak: Case) -> None:
    here = {"community": cast.community.code, "category": "neighbour"}
    found = reasons(cast, text="天花板漏水了没人来修，怎么办呢", **here)
    assert found == {leak.number: ("近日同一社区、同一类型",)}
    assert reasons(cast, text="门口停车堵路谁来管一下", **here) == {}


def test_only_of_these_days(cast: Cast, leak: Case) -> None:
    with clock.fixed_at(MONDAY + timedelta(days=31)):
        assert reasons(cast, text=LEAK, phone="13900000008") == {}


def test_the_nearest_words_are_looked_for_however_many_cases_came_since(cast: Cast, leak: Case) -> None:
    for _ in range(45):
        cases.case(cast, summary=TEXT)
    catch_up()
    told = "天花板漏水，楼上不认，墙皮掉了一地"
    assert reasons(cast, text=told) == {leak.number: ("说的话相近",)}
    assert reasons(cast, text=told, community=cast.community.code) == {leak.number: ("说的话相近",)}


def test_a_case_told_a_moment_ago_is_found_before_its_words_are_indexed(cast: Cast) -> None:
    catch_up()
    leak = register_case(report(cast, text=LEAK), by=cast.operator)
    assert reasons(cast, text=LEAK + "，谁来管") == {leak.number: ("说的话相近",)}


def test_an_old_open_case_stands_before_hundreds_of_newer_ones(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hetang.flow.intake.queries.SEEN", 3)
    told = register_case(report(cast), by=cast.operator)
    for number in range(4):
        cases.put(register_case(report(cast, submission=f"later-{number}"), by=cast.operator), "closed")
    found = caller_of(cast.operator, PHONE)
    assert found is not None
    assert numbers(found.cases)[0] == told.number


def test_who_does_not_see_a_case_is_not_told_of_it(cast: Cast, leak: Case) -> None:
    assert likely_duplicates(cast.far_operator, Asked(text=LEAK, phone="13900000008")) == []


def test_looking_for_duplicates_asks_the_same_however_many_there_are(
    cast: Cast, leak: Case, django_assert_max_num_queries: Any
) -> None:
    asked = Asked(text=LEAK, phone="13900000008", applicant="王阿姨", respondent="李楼上")
    for number in range(10):
        register_case(report(cast, submission=str(number), text=LEAK), by=cast.operator)
    likely_duplicates(cast.operator, asked)
    with django_assert_max_num_queries(11):
        assert len(likely_duplicates(cast.operator, asked)) == 4
