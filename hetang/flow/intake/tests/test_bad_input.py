"""What comes in that should not: each has its clear answer, and what was typed comes back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hetang.flow.intake.models import Contact, Draft
from hetang.flow.intake.tests.factories import open_stations
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.api import Case
from hetang.record.cases.tests.factories import TEXT, Cast

Post = Callable[..., Any]
MEGABYTE = "长" * (1024 * 1024 // 3)


@pytest.fixture
def post(cast: Cast) -> Post:
    open_stations(cast)
    desk = Client(raise_request_exception=False)
    desk.force_login(cast.operator)

    def send(name: str = "registration", **typed: Any) -> Any:
        known = {"text": TEXT, "channel": "hotline", "submission": "one", "then": "register"}
        return desk.post(reverse(name), {**known, **typed})

    return send


KEPT = {"intake_draft": 1}


def refused_with_its_words(post: Post, status: int, what: str, **typed: Any) -> None:
    """The answer says what is wrong on the form itself, with every word; nothing was stored but the draft."""
    before = all_rows()
    answer = post(**typed)
    page = answer.content.decode()
    assert answer.status_code == status
    assert what in page
    assert TEXT in page
    assert status == 400 or 'id="reception"' in page
    assert changed(before) == ({} if status == 400 else KEPT)


def test_a_megabyte_of_text(post: Post) -> None:
    before = all_rows()
    answer = post(text=MEGABYTE)
    assert answer.status_code == 422
    assert "有 1 处需要改一下" in answer.content.decode()
    assert MEGABYTE in answer.content.decode()
    assert changed(before) == {}


def test_a_megabyte_is_not_kept_as_a_draft_and_the_page_is_told(post: Post) -> None:
    before = all_rows()
    answer = post("registration-draft", text=MEGABYTE)
    assert answer.status_code == 422
    assert "文字还在页面上" in answer.content.decode()
    assert changed(before) == {}


@pytest.mark.parametrize("name", ["registration-caller", "registration-hints", "registration-suggestions"])
def test_a_megabyte_costs_the_helpers_nothing(post: Post, name: str) -> None:
    assert post(name, text=MEGABYTE, applicant_phone="1" * 1000).status_code == 200


def test_a_nul_byte(post: Post) -> None:
    refused_with_its_words(post, 400, "这个请求看不懂", text=f"{TEXT}\0")
    assert post("registration-draft", text="写到\0一半").status_code == 400


@pytest.mark.parametrize(
    "text",
    [
        "\u202e反着写的\u202c字",
        "👨‍👩‍👧‍👦 一家人 🙂",
        "كتابة عربية",
        "e\u0301\u0301\u0301",
        "𠮷野家",
        "<script>alert(1)</script>",
    ],
    ids=["override", "emoji", "arabic", "combining", "supplementary", "markup"],
)
def test_any_script_is_registered_shown_and_found_again(post: Post, cast: Cast, text: str) -> None:
    assert post(text=text).status_code == 302
    case = Case.objects.get()
    assert case.summary == text
    desk = Client()
    desk.force_login(cast.operator)
    page = desk.get(case.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in page
    assert post("registration-hints", text=text).status_code == 200


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ({"applicant_id_number": "330105200001010018"}, "身份证号的最后一位与前面不符，请逐位核对。"),
        ({"applicant_born_on": "2026-03-10"}, "出生日期还没有到。"),
        ({"applicant_phone": "12345678"}, "不像电话号码"),
        ({"sender_due_on": "2026-03-08", "channel": "transfer"}, "来件写明的时限已经过了。"),
    ],
    ids=["check digit", "born tomorrow", "phone", "past"],
)
def test_numbers_and_days_that_cannot_be(post: Post, typed: dict[str, str], what: str) -> None:
    refused_with_its_words(post, 422, what, **typed)


@pytest.mark.parametrize(
    "typed",
    [
        {"applicant_born_on": "昨天"},
        {"amount": "五百"},
        {"amount": "-1"},
        {"amount": "9" * 19},
        {"community": "330105008999"},
        {"channel": "pigeon"},
        {"hotline": "999999"},
        {"verdict": "emergency:110"},
        {"call_back_at": "2026-13-45T99:99"},
        {"call_back": "x"},
        {"submission": ""},
        {"submission": "x" * 41},
    ],
    ids=lambda typed: "-".join(typed),
)
def test_a_form_that_cannot_be_read_comes_back_whole(post: Post, typed: dict[str, str]) -> None:
    refused_with_its_words(post, 422, "您填写的内容都还在。", **typed)


@pytest.mark.parametrize(
    ("then", "status"),
    [
        ("same:ST2026-99999", 404),
        ("repeat:", 404),
        ("answer:", 422),
        ("answer:999999999999999999999", 422),
        ("answer:x", 422),
        ("triage:", 422),
        ("triage:emergency:114", 422),
        ("triage:nonsense:" + "x" * 500, 422),
    ],
)
def test_buttons_that_are_not_on_the_page(post: Post, then: str, status: int) -> None:
    before = all_rows()
    answer = post(then=then)
    assert answer.status_code == status
    assert TEXT in answer.content.decode()
    assert changed(before) == KEPT


def test_an_unknown_button_registers_since_nothing_may_be_lost(post: Post) -> None:
    assert post(then="dance").status_code == 302
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("key", ["999999", "9" * 30])
def test_a_call_back_of_another_street_is_not_found(post: Post, key: str) -> None:
    assert post(call_back=key).status_code == 404


@pytest.mark.parametrize("key", ["9" * 19, "9" * 5000])
def test_an_endless_key_in_the_address_is_no_call_back(post: Post, cast: Cast, key: str) -> None:
    desk = Client(raise_request_exception=False)
    desk.force_login(cast.operator)
    assert desk.get(reverse("registration"), {"call_back": key}).status_code == 200


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"applicant_phone": "12345678"}, "applicant_phone"),
        ({"respondent": "卖家", "respondent_phone": "12345678"}, "respondent_phone"),
        ({"applicant_born_on": "2026-03-10"}, "applicant_born_on"),
        ({"then": "answer"}, "answer"),
    ],
)
def test_a_refusal_stands_at_its_field_and_the_words_are_kept(post: Post, typed: dict[str, str], field: str) -> None:
    page = post(**typed).content.decode()
    assert f'<a href="#id_{field}">' in page
    assert Draft.objects.get().fields["text"] == TEXT


@pytest.mark.parametrize(
    "typed",
    [
        {"applicant_phone": "1391234"},
        {"amount": "abc"},
        {"applicant_id_number": "1234"},
        {"channel": "transfer", "sender_due_on": "2026-03-01"},
        {"call_back_at": "2026-03-09T15:00"},
        {"call_back_at": "x"},
        {"hotline": "999999"},
        {"channel": "pigeon"},
        {"community": "330105008999"},
        {"applicant": "长" * 100},
        {"text": "长" * 6000},
        {"respondent_phone": "12"},
        {"applicant_born_on": "昨天"},
        {"call_back": "999999"},
        {"submission": ""},
    ],
    ids=lambda typed: "-".join(typed),
)
def test_nothing_stands_in_the_way_of_an_emergency(post: Post, typed: dict[str, str]) -> None:
    assert post(then="triage:emergency:110", **typed).status_code == 302
    contact = Contact.objects.get()
    assert (contact.triage, contact.handed_to) == ("emergency", "110")


def test_an_unreadable_number_of_an_emergency_stands_masked_in_its_words(post: Post) -> None:
    post(then="triage:emergency:119", applicant_phone="1391234", place_text="3 幢楼道", text="着火")
    contact = Contact.objects.get()
    assert contact.text == "着火\n3 幢楼道\n来电号码：139****"
