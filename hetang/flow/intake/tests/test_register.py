"""From a contact to a case."""

from datetime import date, timedelta
from typing import Any

import pytest

from hetang.commons.alliance.tests import factories as alliance
from hetang.commons.people.api import persons_by_name
from hetang.flow.intake.actions.register import register_case
from hetang.flow.intake.models import Contact
from hetang.flow.intake.tests.factories import open_stations, report
from hetang.ground.journal.api import story
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import all_rows, changed, refused
from hetang.record.cases.api import KINDS, Case, recompute_clocks, timeline
from hetang.record.cases.tests.factories import MONDAY, TEXT, Cast


@pytest.fixture(autouse=True)
def _stations(cast: Cast) -> None:
    open_stations(cast)


def test_a_call_becomes_a_contact_and_a_case(cast: Cast) -> None:
    line = alliance.hotline(alliance.alliance(cast.street), "88880000")
    case = register_case(report(cast, hotline=line, place_text=" 3 幢 ", amount_fen=50_000), by=cast.operator)
    kept = Case.objects.get(pk=case.pk)
    assert (kept.state, kept.unit, kept.place_text, kept.amount_fen) == ("registered", cast.station, "3 幢", 50_000)
    contact = Contact.objects.get()
    assert (contact.case, contact.channel, contact.hotline, contact.by, contact.at) == (
        kept,
        "hotline",
        line,
        cast.operator,
        MONDAY,
    )
    assert (contact.text, contact.words, contact.person.name) == ("", TEXT, "丁晓雨")
    assert [(p.role, p.person.name) for p in kept.parties.order_by("id")] == [
        ("applicant", "丁晓雨"),
        ("respondent", "卖家"),
    ]
    (event,) = story("case", kept.pk)
    assert (event.verb, event.body["channel"]) == ("register", "hotline")
    assert timeline(kept, [])[0].text


def test_one_text_is_enough(cast: Cast) -> None:
    case = register_case(report(cast, applicant=" ", respondent="  ", applicant_phone=""), by=cast.operator)
    assert case.category == "other_consumption", "suggested from the words"
    caller = case.parties.get().person
    assert (caller.is_named, caller.name, caller.masked_name) == (False, "未留姓名", "未留姓名")


def test_who_gives_no_name_is_known_again_by_number_and_never_taken_for_somebody_named(cast: Cast) -> None:
    named = register_case(report(cast), by=cast.operator).parties.get(role="applicant").person
    first = register_case(report(cast, applicant="", submission="2"), by=cast.operator)
    second = register_case(report(cast, applicant="", submission="3"), by=cast.operator)
    people = {case.parties.get(role="applicant").person_id for case in (first, second)}
    assert len(people) == 1
    assert named.pk not in people


@pytest.mark.parametrize("channel", Contact.Channel.values)
def test_every_channel_is_taken_in(cast: Cast, channel: str) -> None:
    case = register_case(report(cast, channel=channel), by=cast.operator)
    assert case.contacts.get().channel == channel
    assert timeline(case, [])[0].text


def test_a_matter_passed_down_keeps_its_number_and_its_senders_day(cast: Cast) -> None:
    due = MONDAY + timedelta(days=3)
    given = {"channel": "transfer", "sender": "区热线", "reference": "GS-17", "sender_due_at": due}
    case = register_case(report(cast, **given), by=cast.operator)
    contact, running = case.contacts.get(), case.clocks.get(name="transfer")
    assert (contact.sender, contact.reference, contact.sender_due_at) == ("区热线", "GS-17", due)
    assert (running.due_at, running.rule) == (due, "transfer")
    assert recompute_clocks() == 0, "no calendar moves the sender's day"


def test_a_matter_passed_down_without_a_day_runs_by_the_rule_pack(cast: Cast) -> None:
    case = register_case(report(cast, channel="transfer"), by=cast.operator)
    running = case.clocks.get(name="transfer")
    assert (running.told_due_at, running.due_at.date().isoformat()) == (None, "2026-03-16")


def test_the_station_of_the_community_takes_it_in(cast: Cast) -> None:
    assert register_case(report(cast, community=cast.community), by=cast.operator).unit == cast.other_station


def test_a_chosen_category_is_kept(cast: Cast) -> None:
    assert register_case(report(cast, category="neighbour"), by=cast.operator).category == "neighbour"


def test_the_same_submission_again_is_the_same_case(cast: Cast) -> None:
    first = register_case(report(cast), by=cast.operator)
    before = all_rows()
    assert register_case(report(cast), by=cast.operator) == first
    assert changed(before) == {}
    assert register_case(report(cast, submission="second"), by=cast.operator) != first


@pytest.mark.parametrize(
    "other", [{"text": "另一段话"}, {"applicant": "王阿姨"}, {"applicant_phone": "13900000009"}, {"amount_fen": 100}]
)
def test_something_else_under_the_same_submission_is_refused_and_not_taken_for_the_first(
    cast: Cast, other: dict[str, Any]
) -> None:
    register_case(report(cast), by=cast.operator)
    with refused(WrongState, "这张登记表 %(when)s 已经送出，那时写的不一样。"):
        register_case(report(cast, **other), by=cast.operator)


def test_a_caller_who_rings_again_is_the_same_person(cast: Cast) -> None:
    register_case(report(cast), by=cast.operator)
    register_case(report(cast, submission="second"), by=cast.operator)
    assert persons_by_name("丁晓雨").count() == 1


def test_only_operators_and_station_leads_of_the_street_register(cast: Cast) -> None:
    for part, who in cast.everybody().items():
        if part not in {"operator", "lead", "other_lead"}:
            with refused(NotAllowed, "您没有在这个街道登记案件的职责。"):
                register_case(report(cast), by=who)
    register_case(report(cast), by=cast.other_lead)


@pytest.mark.parametrize(
    ("other", "what"),
    [
        ({"text": " "}, "还没有写事情经过。"),
        ({"text": "长" * 5001}, "事情经过超过 %(limit)s 字。"),
        ({"applicant_id_number": "330105200001010018"}, "身份证号的最后一位与前面不符，请逐位核对。"),
        ({"applicant_id_number": "1234"}, "身份证号应为 18 位（旧证 15 位），最后一位可以是 X。"),
        ({"applicant_born_on": date(2026, 3, 10)}, "出生日期还没有到。"),
        ({"sender_due_at": MONDAY}, "来件写明的时限已经过了。"),
        ({"reference": "1" * 41}, "来件单位或编号太长。"),
        ({"applicant_phone": "12345678"}, "“%(phone)s”不像电话号码。"),
        ({"respondent_phone": "12345678"}, "“%(phone)s”不像电话号码。"),
        ({"channel": "pigeon"}, "不认识这种来源。"),
        ({"category": "no_such"}, "不认识纠纷类型“%(category)s”。"),
        ({"respondent": "丁晓雨", "respondent_phone": "139 0000 0001"}, "同一个人不能同时是双方当事人。"),
    ],
    ids=[
        "text",
        "long",
        "check digit",
        "no id",
        "born tomorrow",
        "due",
        "reference",
        "phone",
        "other phone",
        "channel",
        "category",
        "both sides",
    ],
)
def test_what_cannot_be_right_is_refused(cast: Cast, other: dict[str, Any], what: str) -> None:
    with refused(Invalid, what):
        register_case(report(cast, **other), by=cast.operator)


def test_a_street_without_a_station_is_refused(cast: Cast) -> None:
    with refused(Invalid, "这个街道还没有驿站，无法受理。"):
        register_case(report(cast, street=cast.other_street), by=cast.far_operator)


def test_one_form_sent_by_two_accounts_is_the_firsts_and_the_second_is_told(cast: Cast) -> None:
    first = register_case(report(cast), by=cast.operator)
    with refused(WrongState, "这张登记表 %(when)s 已由%(who)s提交。"):
        register_case(report(cast), by=cast.lead)
    assert register_case(report(cast), by=cast.operator) == first


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_matter_is_registered(cast: Cast, kind: str) -> None:
    assert register_case(report(cast, kind=kind), by=cast.operator).kind == kind


def test_a_registration_asks_the_database_five_times(cast: Cast, django_assert_num_queries: Any) -> None:
    """Who is known, the new ones, the case with all it begins with, its first event, the contact; savepoints of the test
    itself come on top."""
    register_case(report(cast), by=cast.operator)
    with django_assert_num_queries(5 + 2):
        register_case(report(cast, submission="second", applicant="新来的"), by=cast.operator)
