"""Six ways in which a contact ends without a case, and a lead who opens one after all."""

from datetime import timedelta
from typing import Any

import pytest

from hetang.commons.accounts.tests.factories import leave
from hetang.flow.intake.actions.register import register_case
from hetang.flow.intake.actions.triage import Correction, Verdict, close_contact, open_contact
from hetang.flow.intake.models import Contact
from hetang.flow.intake.tests.factories import open_stations, report
from hetang.ground.journal.api import story
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import all_rows, changed, refused
from hetang.ground.rulepacks import api as rulepacks
from hetang.ground.rulepacks.tests.factories import TRIAGE
from hetang.record.cases.api import Case
from hetang.record.cases.tests.factories import MONDAY, Cast

WORDS = "法院判了不执行，我的号码 13912345678"


@pytest.fixture(autouse=True)
def _stations(cast: Cast) -> None:
    open_stations(cast)


def first_channel(key: str) -> str:
    entry = rulepacks.entry("triage", key) or {}
    return str(entry["channels"][0]["key"]) if entry.get("channels") else ""


@pytest.mark.parametrize("key", sorted(set(TRIAGE) - {"repeat"}))
def test_each_way_is_told_and_no_case_is_opened(cast: Cast, key: str) -> None:
    verdict = Verdict(key, first_channel(key))
    contact = close_contact(report(cast, text=WORDS), verdict, by=cast.operator)
    assert (contact.triage, contact.case_id, contact.at) == (key, None, MONDAY)
    assert contact.told
    assert Case.objects.count() == 0
    (event,) = story("contact", contact.pk)
    assert (event.verb, event.body["triage"], event.body["to"]) == ("close_contact", key, verdict.channel)


def test_the_words_are_masked_on_the_page_and_whole_for_a_case(cast: Cast) -> None:
    contact = close_contact(report(cast, text=WORDS), Verdict("secret"), by=cast.operator)
    kept = Contact.objects.get(pk=contact.pk)
    assert "13912345678" not in kept.text
    assert kept.told_words == WORDS


def test_an_emergency_is_handed_over_without_a_word_typed(cast: Cast) -> None:
    contact = close_contact(report(cast, text=""), Verdict("emergency", "110"), by=cast.operator)
    assert (contact.handed_to, contact.text) == ("110", "紧急警情、火情、急救")


def test_own_words_stand_in_place_of_the_packs(cast: Cast) -> None:
    contact = close_contact(report(cast), Verdict("unlawful", told="劝了，不能打人。"), by=cast.operator)
    assert contact.told == "劝了，不能打人。"


def test_a_repetition_is_told_the_state_of_the_case(cast: Cast) -> None:
    case = register_case(report(cast), by=cast.operator)
    verdict = Verdict("repeat", told="待分派", case=case)
    contact = close_contact(report(cast, submission="2", text="好了吗"), verdict, by=cast.operator)
    assert (contact.case, contact.news) == (case, False)
    assert [e.verb for e in story("case", case.pk)] == ["register", "tell_state"]
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("verdict", "what"),
    [
        (Verdict("pigeon"), "不认识这种分流。"),
        (Verdict("legal_route"), "还没有选转到哪里。"),
        (Verdict("emergency", "114"), "还没有选转到哪里。"),
        (Verdict("secret", "110"), "这一类没有要转的渠道。"),
        (Verdict("repeat"), "“重复反映”要指明是哪一件。"),
        (Verdict("unlawful", told="长" * 5001), "告知内容超过 %(limit)s 字。"),
    ],
)
def test_what_cannot_be_right_is_refused(cast: Cast, verdict: Verdict, what: str) -> None:
    with refused(Invalid, what):
        close_contact(report(cast), verdict, by=cast.operator)


def test_only_an_emergency_needs_no_words(cast: Cast) -> None:
    with refused(Invalid, "还没有写事情经过。"):
        close_contact(report(cast, text=" "), Verdict("secret"), by=cast.operator)


def test_only_who_takes_calls_in_the_street_triages(cast: Cast) -> None:
    for part, who in cast.everybody().items():
        if part not in {"operator", "lead", "other_lead"}:
            with refused(NotAllowed, "您没有在这个街道登记案件的职责。"):
                close_contact(report(cast), Verdict("secret"), by=who)


def test_the_same_form_again_is_the_same_contact(cast: Cast) -> None:
    first = close_contact(report(cast), Verdict("secret"), by=cast.operator)
    before = all_rows()
    assert close_contact(report(cast), Verdict("secret"), by=cast.operator) == first
    assert changed(before) == {}
    with refused(WrongState, "这张登记表已经按另一种方式办过了。"):
        close_contact(report(cast), Verdict("unlawful"), by=cast.operator)
    with refused(WrongState, "这张登记表已经按另一种方式办过了。"):
        register_case(report(cast), by=cast.operator)
    with refused(WrongState, "这张登记表 %(when)s 已由%(who)s提交。"):
        close_contact(report(cast), Verdict("secret"), by=cast.lead)


def test_a_lead_opens_a_case_of_the_words_as_they_were_told(cast: Cast) -> None:
    contact = close_contact(report(cast, text=WORDS), Verdict("legal_route", "court"), by=cast.operator)
    case = open_contact(contact, Correction(category="contract", community=cast.community), by=cast.other_lead)
    kept = Contact.objects.get()
    assert (kept.case, kept.triage, kept.text, kept.sealed) == (case, "legal_route", "", None)
    assert (case.category, case.unit) == ("contract", cast.other_station)
    assert case.parties.get(role="applicant").person == contact.person
    assert case.references.get().value == "13912345678", "the number is the case's now"
    assert [e.verb for e in story("contact", contact.pk)] == ["close_contact", "open_contact"]


def test_a_case_opened_later_has_the_other_side_and_all_that_was_told(cast: Cast) -> None:
    told = report(
        cast,
        text=WORDS,
        respondent_phone="13900000002",
        place_text="3 幢",
        amount_fen=50_000,
        kind="request",
        category="neighbour",
        community=cast.community,
    )
    contact = close_contact(told, Verdict("secret"), by=cast.operator)
    row = Contact.objects.get()
    assert "卖家".encode() not in bytes(row.more or b"")
    case = open_contact(contact, Correction(), by=cast.lead)
    assert [p.person.name for p in case.parties.order_by("id")] == ["丁晓雨", "卖家"]
    assert case.parties.get(role="respondent").person.phone == "13900000002"
    assert (case.place_text, case.amount_fen, case.kind, case.category) == ("3 幢", 50_000, "request", "neighbour")
    assert case.community == cast.community.code
    row.refresh_from_db()
    assert (row.key, row.more) == (None, None)


def test_a_number_that_is_none_is_refused_before_it_is_put_by(cast: Cast) -> None:
    with refused(Invalid, "“%(phone)s”不像电话号码。"):
        close_contact(report(cast, respondent_phone="12"), Verdict("secret"), by=cast.operator)


def test_a_matter_passed_down_and_opened_later_runs_to_its_senders_day(cast: Cast) -> None:
    due = MONDAY + timedelta(days=2)
    told = report(cast, channel="transfer", sender_due_at=due)
    case = open_contact(close_contact(told, Verdict("secret"), by=cast.operator), Correction(), by=cast.lead)
    assert case.clocks.get(name="transfer").due_at == due


@pytest.mark.parametrize(
    "caller",
    [
        {"applicant": "卖家", "applicant_phone": ""},
        {"applicant": "王阿姨", "applicant_phone": "13900000009"},
        {"applicant": "", "applicant_phone": ""},
    ],
)
def test_nobody_but_the_reporter_is_told_how_the_case_stands(cast: Cast, caller: dict[str, str]) -> None:
    case = register_case(report(cast), by=cast.operator)
    with refused(NotAllowed, "来电人不是这件案件的反映人，不能告知进展。"):
        close_contact(report(cast, submission="2", **caller), Verdict("repeat", case=case), by=cast.operator)


def test_who_stands_in_says_for_whom(cast: Cast) -> None:
    case = register_case(report(cast), by=cast.operator)
    leave(cast.operator, cast.mediator)
    told = report(cast, submission="2")
    contact = close_contact(told, Verdict("secret"), by=cast.mediator)
    assert list(story("contact", contact.pk))[-1].body["on_behalf"] == cast.operator.pk
    close_contact(report(cast, submission="3"), Verdict("repeat", case=case), by=cast.mediator)
    assert list(story("case", case.pk))[-1].body["on_behalf"] == cast.operator.pk


def test_only_a_lead_of_the_street_opens_it_and_only_once(cast: Cast) -> None:
    contact = close_contact(report(cast), Verdict("secret"), by=cast.operator)
    for part in ("operator", "mediator", "follow_up_operator", "stranger"):
        with refused(NotAllowed, "这一步不由您决定。"):
            open_contact(contact, Correction(), by=getattr(cast, part))
    open_contact(contact, Correction(), by=cast.lead)
    with refused(WrongState, "这条来电已经立案或并入案件。"):
        open_contact(contact, Correction(), by=cast.lead)


def test_an_erased_caller_is_not_opened(cast: Cast) -> None:
    contact = close_contact(report(cast), Verdict("secret"), by=cast.operator)
    type(contact.person).objects.filter(pk=contact.person_id).update(key=b"")
    with refused(WrongState, "来电人的信息已依法删除，不能再立案。"):
        open_contact(contact, Correction(), by=cast.lead)


def test_the_packs_words_are_in_both_languages(cast: Cast) -> None:
    for entry in rulepacks.entries("triage"):
        for each in (entry, *entry.get("channels", ())):
            told: dict[str, Any] = each["tell"]
            assert told["zh"] and told["en"]
