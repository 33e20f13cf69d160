"""The operator's page and its buttons, over HTTP."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.commons.alliance.tests import factories as alliance
from hetang.commons.knowledge.tests.factories import article
from hetang.flow.intake.actions.draft import save_draft
from hetang.flow.intake.actions.register import register_case
from hetang.flow.intake.models import CallBack, Contact
from hetang.flow.intake.tests.factories import open_stations, report
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.api import Case, set_sensitivity
from hetang.record.cases.tests.factories import TEXT, Cast

PHONE = "13900000001"


@pytest.fixture(autouse=True)
def _stations(cast: Cast) -> None:
    open_stations(cast)


def client(who: Account) -> Client:
    found = Client()
    found.force_login(who)
    return found


def sent(who: Account, then: str = "register", *, by: Client | None = None, **typed: Any) -> Any:
    known = {"text": TEXT, "channel": "hotline", "submission": "one", "then": then}
    return (by or client(who)).post(reverse("registration"), {**known, **typed})


def test_a_text_alone_is_registered(cast: Cast) -> None:
    answer = sent(cast.operator)
    case = Case.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, case.get_absolute_url())
    assert [(p.role, p.person.name) for p in case.parties.all()] == [("applicant", "未留姓名")]
    page = client(cast.operator).get(case.get_absolute_url()).content.decode()
    assert "未留姓名" in page


def test_a_number_alone_is_a_person(cast: Cast) -> None:
    sent(cast.operator, applicant_phone=PHONE)
    sent(cast.operator, applicant_phone="139 0000 0001", submission="two")
    people = {c.person_id for c in Contact.objects.all()}
    assert len(people) == 1, "who rings unnamed from one number is one caller"


def test_the_caller_is_shown_with_open_cases_first(cast: Cast) -> None:
    case = register_case(report(cast), by=cast.operator)
    page = client(cast.operator).post(reverse("registration-caller"), {"applicant_phone": "139-0000-0001"})
    text = page.content.decode()
    assert "丁晓雨" in text
    assert case.number in text
    assert f"same:{case.number}" in text
    assert PHONE not in text


def test_who_is_known_only_by_a_case_nobody_may_see_is_answered_as_a_first_caller(cast: Cast) -> None:
    case = register_case(report(cast), by=cast.operator)
    set_sensitivity(case, to="sensitive", reason="家事", by=cast.lead)
    desk = client(cast.operator)
    known, unheard = (
        desk.post(reverse("registration-caller"), {"applicant_phone": number}).content.decode()
        for number in (PHONE, "13900000099")
    )
    assert known == unheard
    seen = client(cast.lead).post(reverse("registration-caller"), {"applicant_phone": PHONE}).content.decode()
    assert "丁晓雨" in seen


@pytest.mark.parametrize("typed", ["", "139", "1390000000", "丁晓雨", "110", "139000000012345"])
def test_half_a_number_shows_nobody(cast: Cast, typed: str) -> None:
    register_case(report(cast), by=cast.operator)
    page = client(cast.operator).post(reverse("registration-caller"), {"applicant_phone": typed})
    assert page.content.decode().strip() == ""


def test_the_page_offers_what_answers_and_what_may_be_the_same(cast: Cast) -> None:
    found = article(cast)
    case = register_case(report(cast, community=cast.community), by=cast.operator)
    asked = {"text": "物业费怎么交，我想问一下", "applicant_phone": ""}
    text = client(cast.operator).post(reverse("registration-hints"), asked).content.decode()
    assert f"answer:{found.pk}" in text
    assert case.number not in text
    same = {"text": TEXT, "community": cast.community.code, "applicant_phone": PHONE}
    text = client(cast.operator).post(reverse("registration-hints"), same).content.decode()
    assert f"same:{case.number}" in text
    assert "说的话相近" in text
    assert "同一号码" in text


def test_one_press_answers_from_an_article_and_closes(cast: Cast) -> None:
    found = article(cast)
    answer = sent(cast.operator, f"answer:{found.pk}", text="物业费怎么交")
    case = Case.objects.get()
    assert (answer.status_code, case.kind, case.state) == (302, "consultation", "closed")
    assert case.answers.get().text == found.words.answer_zh
    found.refresh_from_db()
    assert found.answered == 1


def test_an_emergency_needs_no_text(cast: Cast) -> None:
    sent(cast.operator, "triage:emergency:119", text="")
    contact = Contact.objects.get()
    assert (contact.triage, contact.handed_to, contact.case) == ("emergency", "119", None)
    assert "拨打 119" in contact.told
    page = client(cast.operator).get(reverse("contact", args=[contact.pk])).content.decode()
    assert "119 火警" in page


def test_several_numbers_are_noted_from_one_form_and_the_dispute_is_registered_after(cast: Cast) -> None:
    desk = client(cast.operator)
    for number in ("110", "120", "120"):
        answer = sent(cast.operator, f"triage:emergency:{number}", by=desk, applicant_phone=PHONE)
        assert answer.headers["Location"] == f"{reverse('registration')}?draft=one"
    assert list(Contact.objects.order_by("id").values_list("handed_to", flat=True)) == ["110", "120"]
    page = desk.get(answer.headers["Location"]).content.decode()
    assert TEXT in page
    assert "拨打 120" in page
    assert sent(cast.operator, by=desk, applicant_phone=PHONE).status_code == 302
    assert Case.objects.get().summary == TEXT


def test_an_emergency_is_noted_and_its_words_stay_where_no_more_drafts_can_be_kept(cast: Cast) -> None:
    for number in range(20):
        save_draft(str(number), {"text": "别的"}, by=cast.operator)
    answer = sent(cast.operator, "triage:emergency:110")
    assert Contact.objects.get().handed_to == "110"
    page = answer.content.decode()
    assert TEXT in page
    assert "没有再存" in page
    assert "已记下转告 110" in page


def test_what_is_on_record_as_told_does_not_depend_on_the_readers_language(cast: Cast) -> None:
    case = register_case(report(cast), by=cast.operator)
    desk = client(cast.operator)
    desk.cookies["django_language"] = "en"
    sent(cast.operator, f"repeat:{case.number}", by=desk, applicant_phone=PHONE, text="好了吗")
    assert Contact.objects.get(triage="repeat").told == f"案件 {case.number} 现在是“待分派”。"


def test_a_repetition_is_told_the_state_and_opens_nothing(cast: Cast) -> None:
    case = register_case(report(cast), by=cast.operator)
    sent(cast.operator, f"repeat:{case.number}", applicant_phone=PHONE, text="还没好吗")
    assert Case.objects.count() == 1
    contact = Contact.objects.order_by("-id")[0]
    assert (contact.case, contact.triage) == (case, "repeat")
    assert "待分派" in contact.told
    page = client(cast.operator).get(case.get_absolute_url()).content.decode()
    assert "告知了进展" in page
    assert "还没好吗" in page


def test_a_promise_to_ring_back_goes_with_whatever_was_done(cast: Cast) -> None:
    sent(cast.operator, applicant_phone=PHONE, call_back_at="2026-03-09T15:00")
    found = CallBack.objects.get()
    assert (found.kind, found.case) == ("promised", Case.objects.get())


def test_a_promise_in_the_past_undoes_the_registration(cast: Cast) -> None:
    desk = client(cast.operator)
    before = all_rows()
    answer = sent(cast.operator, by=desk, applicant_phone=PHONE, call_back_at="2026-03-09T09:00")
    assert answer.status_code == 422
    assert TEXT in answer.content.decode(), "what was typed comes back"
    assert changed(before) == {"intake_draft": 1}


def test_a_matter_passed_down_has_the_senders_own_day(cast: Cast) -> None:
    sent(cast.operator, channel="transfer", sender="区热线", reference="GS-2026-17", sender_due_on="2026-03-20")
    case = Case.objects.get()
    clock = case.clocks.get(name="transfer")
    assert clock.told_due_at == clock.due_at
    page = client(cast.lead).get(case.get_absolute_url()).content.decode()
    assert "GS-2026-17" in page
    page = client(cast.lead).get(reverse("case-deadline", args=[case.number, clock.pk])).content.decode()
    assert "来件单位写明的时限" in page


def test_the_same_number_of_a_sender_is_found_again(cast: Cast) -> None:
    sent(cast.operator, channel="transfer", sender="区热线", reference="GS-2026-17")
    text = client(cast.operator).post(reverse("registration-hints"), {"text": "", "reference": "GS-2026-17"})
    assert "同一来件编号" in text.content.decode()


def test_only_who_registers_opens_the_page(cast: Cast) -> None:
    for part, who in cast.everybody().items():
        may = part in {"operator", "lead", "other_lead", "stranger", "far_operator"}
        assert (client(who).get(reverse("registration")).status_code == 200) is may, part


def test_a_form_with_mistakes_keeps_every_word(cast: Cast) -> None:
    line = alliance.hotline(alliance.alliance(cast.street), "88880000")
    long = "长" * 5001
    desk = client(cast.operator)
    before = all_rows()
    answer = sent(cast.operator, by=desk, text=long, applicant="丁晓雨", hotline=str(line.pk), answer="写到一半")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert long in page
    assert "写到一半" in page
    assert changed(before) == {"intake_draft": 1}


def test_the_line_that_rang_decides_what_a_call_is_and_is_remembered(cast: Cast) -> None:
    made = alliance.alliance(cast.street)
    disputes, needs = alliance.hotline(made, "0571-1"), alliance.hotline(made, "0571-2", "needs")
    desk = client(cast.operator)
    assert "selected>0571" not in desk.get(reverse("registration")).content.decode(), "nobody rang yet"
    sent(cast.operator, by=desk, hotline=needs.pk)
    sent(cast.operator, by=desk, hotline=disputes.pk, submission="two")
    sent(cast.operator, by=desk, hotline=needs.pk, kind="hazard", submission="three")
    sent(cast.operator, by=desk, hotline=needs.pk, channel="walk_in", submission="four")
    assert [case.kind for case in Case.objects.order_by("id")] == ["request", "dispute", "hazard", "dispute"]
    assert f'<option value="{needs.pk}" selected>' in desk.get(reverse("registration")).content.decode()


@pytest.mark.parametrize("line", ["9" * 5000, "x", "-1"])
def test_a_line_that_is_none_is_forgotten(cast: Cast, line: str) -> None:
    desk = client(cast.operator)
    desk.cookies["line"] = line
    assert desk.get(reverse("registration")).status_code == 200
