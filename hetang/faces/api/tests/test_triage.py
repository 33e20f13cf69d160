"""Contacts that end where they come in: answered, told where to turn, added; and a lead who opens one after all."""

from typing import Any

import pytest

from hetang.commons.people.api import AccessLog
from hetang.faces.api.tests.factories import CONTACT, Program, Programs
from hetang.flow.intake.api import Contact
from hetang.ground.journal.api import story
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.api import Case
from hetang.record.cases.tests.factories import Cast

BESIDE = {"api_rate", "accounts_token"}
COURT = {**CONTACT, "text": "法院判了，我的号码 13912345678", "triage": "legal_route", "to": "court"}


@pytest.fixture
def desk(cast: Cast, programs: Programs) -> Program:
    """The operator's program."""
    return programs.of(cast.operator)


def problem(answer: Any) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json", answer.content.decode()
    return answer.status_code, answer.json()["type"].rsplit(":", 1)[1]


def test_a_question_is_answered_and_closed_in_one_step(cast: Cast, desk: Program) -> None:
    sent = {**CONTACT, "answer": "去小区服务中心交。", "channel": "letter"}
    answer = desk.post("/contacts/answered", sent, idempotency_key="a")
    assert (answer.status_code, answer.json()["state"]) == (201, "closed"), answer.content.decode()
    case = Case.objects.get(number=answer.json()["number"])
    assert (case.kind, case.answers.get().means) == ("consultation", "letter")
    assert [event.verb for event in story("case", case.pk)] == ["register", "answer", "close"]
    again = desk.post("/contacts/answered", sent, idempotency_key="a")
    assert again.json() == answer.json() and Case.objects.count() == 1


def test_a_contact_is_told_where_to_turn_and_no_case_is_opened(cast: Cast, desk: Program) -> None:
    answer = desk.post("/contacts/closed", COURT, idempotency_key="t")
    assert answer.status_code == 201, answer.content.decode()
    found = Contact.objects.get()
    assert (found.triage, found.handed_to, found.case_id, found.by) == ("legal_route", "court", None, cast.operator)
    assert answer.headers["Location"] == answer.json()["href"] == f"/api/v1/contacts/{found.pk}"
    assert desk.post("/contacts/closed", COURT, idempotency_key="t").json() == answer.json()
    assert (Contact.objects.count(), Case.objects.count()) == (1, 0)
    listed = desk.get("/contacts").json()["items"]
    assert [(each["id"], each["triage"], each["to"]) for each in listed] == [(found.pk, "legal_route", "court")]


def test_an_emergency_needs_no_words(cast: Cast, desk: Program) -> None:
    sent = {"channel": "hotline", "triage": "emergency", "to": "110"}
    assert desk.post("/contacts/closed", sent).json()["to"] == "110"


def test_a_repetition_names_its_case_and_is_the_reporters_alone(cast: Cast, desk: Program) -> None:
    number = desk.post("/contacts", CONTACT).json()["number"]
    answer = desk.post("/contacts/closed", {**CONTACT, "triage": "repeat", "case": number})
    assert (answer.status_code, answer.json()["case"]) == (201, number), answer.content.decode()
    before = all_rows()
    other = desk.post("/contacts/closed", {**CONTACT, "applicant": "王五", "triage": "repeat", "case": number})
    assert problem(other) == (403, "not-allowed")
    assert problem(desk.post("/contacts/closed", {**CONTACT, "triage": "repeat"})) == (422, "invalid")
    assert set(changed(before)) <= BESIDE


def test_a_way_that_the_pack_does_not_know_is_refused(cast: Cast, desk: Program) -> None:
    before = all_rows()
    for wrong in ({"triage": "nowhere"}, {"to": "moon"}, {"to": ""}, {"kind": "dispute"}):
        assert problem(desk.post("/contacts/closed", {**COURT, **wrong})) == (422, "invalid"), wrong
    assert problem(desk.post("/contacts/answered", {**CONTACT, "answer": " "})) == (422, "invalid")
    assert set(changed(before)) <= BESIDE


def test_its_words_are_read_masked_and_the_look_is_written_down(cast: Cast, desk: Program, programs: Programs) -> None:
    key = desk.post("/contacts/closed", COURT).json()["id"]
    told = desk.get(f"/contacts/{key}").json()
    assert "法院判了" in told["text"] and "13912345678" not in told["text"] and told["told"]
    assert AccessLog.objects.filter(subject_kind="contact", subject_key=key, account=cast.operator).count() == 1
    for part, refused in (("far_operator", (404, "not-found")), ("mediator", (403, "not-allowed"))):
        other = programs.of(getattr(cast, part))
        assert problem(other.get(f"/contacts/{key}")) == refused, part
        assert all(each["id"] != key for each in other.get("/contacts").json()["items"]), part
    assert AccessLog.objects.filter(subject_kind="contact").count() == 1


def test_a_lead_opens_a_case_after_all_and_nobody_else_does(cast: Cast, desk: Program, programs: Programs) -> None:
    key = desk.post("/contacts/closed", COURT).json()["id"]
    lead = programs.of(cast.lead)
    before = all_rows()
    assert problem(desk.post(f"/contacts/{key}/opening")) == (403, "not-allowed")
    assert problem(lead.post(f"/contacts/{key}/opening", {"category": "no_such"})) == (422, "invalid")
    assert problem(lead.post(f"/contacts/{key}/opening", {"community": "330105009001"})) == (422, "invalid")
    assert set(changed(before)) <= BESIDE
    answer = lead.post(f"/contacts/{key}/opening", {"kind": "dispute", "community": cast.community.code})
    assert answer.status_code == 201, answer.content.decode()
    case = Case.objects.get(number=answer.json()["number"])
    assert (case.community, Contact.objects.get().case) == (cast.community.code, case)
    assert problem(lead.post(f"/contacts/{key}/opening")) == (404, "not-found")


def test_what_the_reporter_tells_later_goes_to_the_case(cast: Cast, desk: Program, programs: Programs) -> None:
    number = desk.post("/contacts", CONTACT).json()["number"]
    more = {**CONTACT, "text": "卖家又说下周退。"}
    answer = desk.post(f"/cases/{number}/contacts", more, idempotency_key="m")
    assert (answer.status_code, answer.json()["number"]) == (200, number), answer.content.decode()
    assert desk.post(f"/cases/{number}/contacts", more, idempotency_key="m").json() == answer.json()
    case = Case.objects.get()
    assert [event.verb for event in story("case", case.pk)] == ["register", "add_contact"]
    mediator = programs.of(cast.mediator)
    before = all_rows()
    assert problem(mediator.post(f"/cases/{number}/contacts", more))[0] in {403, 404}
    assert set(changed(before)) <= BESIDE
