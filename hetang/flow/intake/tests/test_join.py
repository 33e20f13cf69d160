"""A contact about a case that is there already."""

from datetime import timedelta

import pytest

from hetang.flow.intake.actions.join import add_contact, register_alike, reporter_of
from hetang.flow.intake.actions.register import register_case
from hetang.flow.intake.models import Contact
from hetang.flow.intake.queries import news_waiting
from hetang.flow.intake.tests.factories import open_stations, report
from hetang.ground.journal.api import story
from hetang.ground.lib.references import unmarked
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import all_rows, changed, refused
from hetang.record.cases.api import Case, set_sensitivity, timeline
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast


@pytest.fixture(autouse=True)
def _stations(cast: Cast) -> None:
    open_stations(cast)


@pytest.fixture
def case(cast: Cast) -> Case:
    return register_case(report(cast), by=cast.operator)


def test_the_reporters_next_call_goes_to_the_case(cast: Cast, case: Case) -> None:
    again = report(cast, submission="2", applicant="", text="卖家说明天退，号码 13912345678")
    contact = add_contact(case, again, by=cast.operator)
    assert (contact.case, contact.news) == (case, False)
    assert contact.person == case.parties.get(role="applicant").person, "the number was the reporter's"
    assert "13912345678" not in contact.text
    event = list(story("case", case.pk))[-1]
    assert (event.verb, event.body) == ("add_contact", {"said": contact.pk, "channel": "hotline"})
    assert "又有热线电话" in timeline(case, [])[-1].text
    assert Case.objects.count() == 1


def test_the_same_form_again_is_the_same_contact(cast: Cast, case: Case) -> None:
    first = add_contact(case, report(cast, submission="2"), by=cast.operator)
    before = all_rows()
    assert add_contact(case, report(cast, submission="2"), by=cast.operator) == first
    assert changed(before) == {}
    other = cases.case(cast)
    with refused(WrongState, "这张登记表已经按另一种方式办过了。"):
        add_contact(other, report(cast, submission="2"), by=cast.operator)


def test_each_button_is_a_verb_of_its_own(cast: Cast, case: Case) -> None:
    told = "这张登记表已经按另一种方式办过了。"
    with refused(WrongState, told):
        register_alike(case, report(cast), by=cast.operator)
    with refused(WrongState, told):
        add_contact(case, report(cast), by=cast.operator)
    add_contact(case, report(cast, submission="2"), by=cast.operator)
    with refused(WrongState, told):
        register_case(report(cast, submission="2"), by=cast.operator)
    with refused(WrongState, "这张登记表 %(when)s 已经送出，那时写的不一样。"):
        add_contact(case, report(cast, submission="2", text="又一段"), by=cast.operator)


def test_news_of_a_closed_case_wait_for_the_lead_and_change_nothing_else(cast: Cast, case: Case) -> None:
    cases.put(case, "closed")
    contact = add_contact(case, report(cast, submission="2", text="又不退了"), by=cast.operator)
    assert contact.news
    assert Case.objects.get(pk=case.pk).state == "closed"
    assert list(news_waiting(cast.lead)) == [contact]
    assert list(news_waiting(cast.stranger)) == []
    cases.put(case, "in_progress", assignee=cast.mediator)
    assert list(news_waiting(cast.lead)) == [], "it was taken up again"


@pytest.mark.parametrize(
    ("said", "is_reporter"),
    [
        ({"applicant": "丁晓雨", "applicant_phone": ""}, True),
        ({"applicant": "", "applicant_phone": "139 0000 0001"}, True),
        ({"applicant": "", "applicant_phone": ""}, False),
        ({"applicant": "卖家", "applicant_phone": ""}, False),
        ({"applicant": "丁妈妈", "applicant_phone": "13900000001"}, False),
        ({"applicant": "丁晓雨", "applicant_phone": "13900000009"}, False),
        ({"applicant": "王阿姨", "applicant_phone": ""}, False),
    ],
)
def test_who_is_the_reporter(cast: Cast, case: Case, said: dict[str, str], is_reporter: bool) -> None:
    assert (reporter_of(case, report(cast, **said)) is not None) is is_reporter


def test_the_other_sides_call_is_theirs_and_no_reason_to_take_the_case_up_again(cast: Cast, case: Case) -> None:
    cases.put(case, "closed")
    told = report(cast, submission="2", applicant="卖家", applicant_phone="", text="我已经退了")
    contact = add_contact(case, told, by=cast.operator)
    assert contact.person == case.parties.get(role="respondent").person
    assert not contact.news
    assert list(news_waiting(cast.lead)) == []
    assert list(story("case", case.pk))[-1].verb == "add_partys_contact"
    assert "另一方当事人有热线电话" in timeline(case, [])[-1].text


def test_what_the_case_does_not_know_is_said_in_the_words(cast: Cast, case: Case) -> None:
    known = add_contact(case, report(cast, submission="2", text="卖家不接电话"), by=cast.operator)
    assert known.text == "卖家不接电话", "the seller is in the case already"
    more = {"respondent": "平台", "respondent_phone": "13912345678", "place_text": "3 幢", "amount_fen": 50_000}
    text = unmarked(add_contact(case, report(cast, submission="3", text="平台也有责任", **more), by=cast.operator).text)
    assert "对方：平台" in text
    assert "13912345678" not in text
    assert "地点：3 幢" in text
    assert "涉及金额：500.00 元" in text


def test_a_matter_passed_down_to_a_case_that_is_there_runs_to_the_earliest_day(cast: Cast, case: Case) -> None:
    days = [MONDAY + timedelta(days=n) for n in (5, 3, 9)]
    for number, due in enumerate(days):
        told = report(cast, submission=f"t{number}", channel="transfer", sender_due_at=due)
        add_contact(case, told, by=cast.operator)
    assert case.clocks.get(name="transfer", stopped_at=None).due_at == days[1]


def test_a_matter_passed_down_and_joined_runs_on_the_leading_case(cast: Cast, case: Case) -> None:
    due = MONDAY + timedelta(days=2)
    other = {"applicant": "王阿姨", "applicant_phone": "13900000009"}
    told = report(cast, submission="2", channel="transfer", sender_due_at=due, **other)
    assert register_alike(case, told, by=cast.lead).state == "joined"
    assert case.clocks.get(name="transfer", stopped_at=None).due_at == due


def test_another_reporter_has_a_case_of_their_own_and_the_lead_is_asked_to_join(cast: Cast, case: Case) -> None:
    told = report(cast, submission="2", applicant="王阿姨", applicant_phone="13900000009")
    made = register_alike(case, told, by=cast.operator)
    assert made != case
    assert (made.state, made.contacts.get().alike) == ("registered", case.number)
    assert [e.verb for e in story("case", made.pk)] == ["register", "suggest_joining"]


def test_who_leads_the_station_joins_at_once(cast: Cast, case: Case) -> None:
    told = report(cast, submission="2", applicant="王阿姨", applicant_phone="13900000009")
    made = register_alike(case, told, by=cast.lead)
    assert (made.state, made.part_of) == ("joined", case)
    before = all_rows()
    assert register_alike(case, told, by=cast.lead) == made
    assert changed(before) == {}


def test_a_question_is_never_joined(cast: Cast, case: Case) -> None:
    told = report(cast, submission="2", applicant="王阿姨", applicant_phone="13900000009", kind="consultation")
    assert register_alike(case, told, by=cast.lead).state == "registered"


def test_only_who_takes_calls_for_the_case_adds_to_it(cast: Cast, case: Case) -> None:
    for part, who in cast.everybody().items():
        if part not in {"operator", "lead"}:
            with refused(NotAllowed, "您不能补充这件案件的内容。"):
                add_contact(case, report(cast, submission="2"), by=who)
            with refused(NotAllowed, "您不能补充这件案件的内容。"):
                register_alike(case, report(cast, submission="2"), by=who)
    add_contact(case, report(cast, submission="2"), by=cast.lead)


def test_a_closed_up_case_takes_nothing_from_who_does_not_see_it(cast: Cast, case: Case) -> None:
    set_sensitivity(case, to="sensitive", reason="家事", by=cast.lead)
    with refused(NotAllowed, "您不能补充这件案件的内容。"):
        add_contact(case, report(cast, submission="2"), by=cast.operator)


@pytest.mark.parametrize(("text", "what"), [(" ", "还没有写事情经过。"), ("长" * 5001, "事情经过超过 %(limit)s 字。")])
def test_an_empty_or_endless_text_is_refused(cast: Cast, case: Case, text: str, what: str) -> None:
    with refused(Invalid, what):
        add_contact(case, report(cast, submission="2", text=text), by=cast.operator)
    assert Contact.objects.count() == 1
