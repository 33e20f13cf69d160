"""A contact from another program is the reception's registration, once for each key."""

import pytest

from hetang.faces.api.tests.factories import CONTACT, Programs
from hetang.flow.intake.api import Contact
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.api import Case, parties_of
from hetang.record.cases.tests.factories import Cast


def test_a_contact_becomes_a_case_of_the_accounts_street(cast: Cast, programs: Programs) -> None:
    answer = programs.of(cast.operator, "register").post(
        "/contacts", {**CONTACT, "community": cast.community.code, "amount_fen": 50_000}
    )
    assert answer.status_code == 201, answer.content
    case = Case.objects.get(number=answer.json()["number"])
    assert answer.headers["Location"] == f"/api/v1/cases/{case.number}"
    assert (case.street, case.community, case.amount_fen, case.state) == (
        cast.street.code,
        cast.community.code,
        50_000,
        "registered",
    )
    assert [party.person.name for party in parties_of(case)] == ["李明", "卖家"]
    assert Contact.objects.get().by == cast.operator


def test_the_same_key_registers_once_and_answers_the_same(cast: Cast, programs: Programs) -> None:
    program = programs.of(cast.operator)
    first = program.post("/contacts", CONTACT, idempotency_key="k-1")
    again = program.post("/contacts", CONTACT, idempotency_key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json() and again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true" and "Idempotency-Replayed" not in first.headers
    assert Case.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(cast: Cast, programs: Programs) -> None:
    program = programs.of(cast.operator)
    program.post("/contacts", CONTACT, idempotency_key="k-1")
    before = all_rows()
    answer = program.post("/contacts", {**CONTACT, "text": "别的事"}, idempotency_key="k-1")
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:hetang:problem:key-reused")
    assert set(changed(before)) <= {"api_rate"}


def test_a_refused_request_leaves_its_key_free(cast: Cast, programs: Programs) -> None:
    program = programs.of(cast.operator)
    wrong = program.post("/contacts", {**CONTACT, "applicant_phone": "不是号码"}, idempotency_key="k-1")
    assert (wrong.status_code, wrong.json()["type"]) == (422, "urn:hetang:problem:invalid")
    assert program.post("/contacts", CONTACT, idempotency_key="k-1").status_code == 201


def test_one_accounts_key_is_nobody_elses(cast: Cast, programs: Programs) -> None:
    one, other = programs.of(cast.operator), programs.of(cast.lead)
    assert one.post("/contacts", CONTACT, idempotency_key="k").status_code == 201
    assert other.post("/contacts", {**CONTACT, "text": "另一件"}, idempotency_key="k").status_code == 201
    assert Case.objects.count() == 2


def test_who_takes_no_contacts_registers_none(cast: Cast, programs: Programs) -> None:
    program = programs.of(cast.mediator)
    before = all_rows()
    answer = program.post("/contacts", CONTACT)
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:hetang:problem:not-allowed")
    assert set(changed(before)) <= {"api_rate", "accounts_token"}


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        ({"text": ""}, "/text"),
        ({"channel": "pigeon"}, "/channel"),
        ({"community": "330105009001"}, "/community"),
        ({"category": "no_such"}, "/category"),
        ({"amount_fen": -1}, "/amount_fen"),
        ({"amount_fen": True}, "/amount_fen"),
        ({"applicant": "a\x00b"}, "/applicant"),
        ({"applicant": "\ud800"}, "/applicant"),
        ({"sender_due_on": "2026-02-30"}, "/sender_due_on"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_what_does_not_fit_is_told_by_place(cast: Cast, programs: Programs, wrong: dict[str, object], at: str) -> None:
    program = programs.of(cast.operator)
    before = all_rows()
    answer = program.post("/contacts", {**CONTACT, **wrong})
    assert answer.status_code == 422
    assert [error["at"] for error in answer.json()["errors"]] == [at]
    assert set(changed(before)) <= {"api_rate", "accounts_token"}


def test_what_is_no_json_is_told_so(cast: Cast, programs: Programs) -> None:
    program = programs.of(cast.operator)
    headers = {"Authorization": f"Bearer {program.token}"}

    def sent(body: bytes, kind: str) -> tuple[int, str]:
        answer = program.client.post("/api/v1/contacts", body, content_type=kind, headers=headers)
        assert answer.headers["Content-Type"] == "application/problem+json"
        return answer.status_code, answer.json()["type"].rsplit(":", 1)[1]

    assert sent(b"{", "application/json") == (400, "malformed")
    assert sent(b"\xff{}", "application/json") == (400, "malformed")
    assert sent(b"[" * 100_000, "application/json") == (400, "malformed")
    assert sent(b'{"amount_fen": NaN}', "application/json") == (400, "malformed")
    assert sent(b"text=x", "application/x-www-form-urlencoded") == (415, "not-json")
    assert sent(b'"' + b"x" * 1_000_001 + b'"', "application/json") == (413, "too-large")
    assert sent(b'"' + b"x" * 3_000_000 + b'"', "application/json") == (413, "too-large")
