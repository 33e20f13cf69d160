"""The pages: consents in one tap, a request from the form to the answer, the copy without other people's data."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import AccessLog, ExportLog
from hetang.ground.journal.api import story
from hetang.ground.rulepacks import api as rulepacks
from hetang.ground.rulepacks.tests.factories import shipped
from hetang.record.cases.api import Case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.rights.models import Consent, Request
from hetang.record.rights.tests.factories import request_in


def client(who: Account) -> Client:
    found = Client()
    found.force_login(who)
    return found


def post(who: Account, name: str, args: list[Any], **data: Any) -> Any:
    return client(who).post(reverse(name, args=args), data, follow=True)


def test_told_and_agreed_is_one_tap_and_taken_back_in_one(cast: Cast, case: Case) -> None:
    me = case.parties.get(role="applicant")
    tap = {"party": me.pk, "notice": "general", "means": "phone", "basis": "consent"}
    page = post(cast.mediator, "case-consents", [case.number], **tap).content.decode()
    assert "丁晓雨已告知并同意：个人信息处理告知" in page.replace("申请人", "")
    consent = Consent.objects.get()
    assert reverse("consent-withdrawal", args=[case.number, consent.pk]) in page
    page = post(cast.operator, "consent-withdrawal", [case.number, consent.pk], means="phone").content.decode()
    assert "已撤回" in page
    assert Consent.objects.get().withdrawn_at == MONDAY


def test_a_form_with_a_stranger_comes_back(cast: Cast, case: Case) -> None:
    other = cases.case(cast).parties.get(role="applicant")
    answer = post(cast.mediator, "case-consents", [case.number], party=other.pk, notice="general", means="phone")
    assert answer.status_code == 422
    assert not Consent.objects.exists()


def test_the_notices_can_be_read_out_in_the_version_that_was_agreed_to(cast: Cast) -> None:
    page = client(cast.operator).get(reverse("notices")).content.decode()
    assert "个人信息处理者：上塘街道" in page
    assert "{processor}" not in page
    body = {"entries": [{**e, "text": {"zh": "新的文字", "en": "new"}} for e in shipped("notices")["entries"]]}
    rulepacks.load_pack(name="notices", version=2, effective_on=MONDAY.date(), basis="新版", body=body)
    assert "新的文字" in client(cast.operator).get(reverse("notices")).content.decode()
    old = client(cast.operator).get(reverse("notices") + "?version=1").content.decode()
    assert "旧版" in old
    assert "个人信息处理者：上塘街道" in old
    assert client(cast.operator).get(reverse("notices") + "?version=9").status_code == 404


def test_a_request_from_the_call_to_the_answer(cast: Cast, case: Case) -> None:
    form = {"kind": "access", "name": "丁晓雨", "phone": "139 0000 0001", "capacity": "self", "channel": "phone"}
    page = client(cast.operator).post(reverse("request-registration"), form, follow=True)
    made = Request.objects.get()
    assert page.redirect_chain[-1][0] == made.get_absolute_url()
    assert made.number in client(cast.operator).get(reverse("desk")).content.decode(), "it waits on the desk"
    post(cast.operator, "request-identity", [made.number], means="card")
    page = post(cast.lead, "request-decision", [made.number], decision="granted").content.decode()
    assert reverse("request-copy", args=[made.number]) in page
    post(cast.lead, "request-execution", [made.number])
    page = post(cast.operator, "request-answer", [made.number], means="phone").content.decode()
    assert "已答复" in page
    assert made.number not in client(cast.operator).get(reverse("desk")).content.decode()


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"phone": ""}, 422),
        ({"name": "没有这个人"}, 422),
        ({"kind": "forget"}, 422),
        ({"phone": "", "case": "ST1"}, 404),
    ],
)
def test_a_request_that_leads_to_nobody_comes_back(cast: Cast, case: Case, wrong: dict[str, str], status: int) -> None:
    form = {"kind": "access", "name": "丁晓雨", "phone": "13900000001", "capacity": "self", "channel": "phone"}
    answer = client(cast.operator).post(reverse("request-registration"), {**form, **wrong})
    assert answer.status_code == status
    assert not Request.objects.exists()


def test_the_copy_holds_ones_own_data_and_nobody_elses(cast: Cast) -> None:
    case = cases.case(cast, summary="卖家电话13900000002，我叫丁晓雨，卖家不接。", place_text="其杨路 9 号")
    request = request_in(cast, case.parties.get(role="applicant").person, "granted")
    answer = post(cast.lead, "request-copy", [request.number], form="json")
    assert answer["Content-Type"].startswith("application/json")
    assert "no-cache" in answer["Cache-Control"]
    text = answer.content.decode()
    for own in ("丁晓雨", "13900000001", "其杨路 9 号", case.number):
        assert own in text, own
    for other in ("卖家", "13900000002"):
        assert other not in text, other
    assert "卖*电话139****0002" in text
    titles = [section["title"] for section in json.loads(text)["sections"]]
    assert titles[:2] == ["身份信息", "参与的案件"]
    assert len(titles) == len(settings.PERSON_COPY), "every room's part, though it be empty"
    page = post(cast.lead, "request-copy", [request.number], form="page").content.decode()
    assert "13900000001" in page
    assert "13900000002" not in page
    assert [e.filter for e in ExportLog.objects.all()] == [request.number, request.number]
    told = [(e.verb, e.body.get("form")) for e in story("request", request.pk)]
    assert told[-2:] == [("export_copy", "json"), ("export_copy", "page")], "each making is on record"


def test_the_copy_is_for_access_requests_that_were_granted(cast: Cast, case: Case) -> None:
    person = case.parties.get(role="applicant").person
    for state, kind in (("identified", "access"), ("granted", "erase")):
        request = request_in(cast, person, state, kind=kind)
        assert post(cast.lead, "request-copy", [request.number]).status_code == 409
        Request.objects.all().delete()
    request = request_in(cast, person, "granted")
    assert post(cast.operator, "request-copy", [request.number]).status_code == 403


def test_the_page_of_an_erasure_says_what_the_law_keeps(cast: Cast, case: Case) -> None:
    request = request_in(cast, case.parties.get(role="applicant").person, "identified", kind="erase")
    page = client(cast.lead).get(request.get_absolute_url()).content.decode()
    assert case.number in page
    assert "处理目的尚未实现" in page
    assert "第四十七条" in page


def test_a_look_at_a_request_is_written_down_and_told_to_the_person(cast: Cast, case: Case) -> None:
    request = request_in(cast, case.parties.get(role="applicant").person, "granted")
    client(cast.operator).get(request.get_absolute_url())
    look = AccessLog.objects.get()
    assert (look.account, look.subject_kind, look.subject_key) == (cast.operator, "person", request.person_id)
    assert look.subject == request.number
    copy = json.loads(post(cast.lead, "request-copy", [request.number], form="json").content)
    assert "周晴" in json.dumps(copy["sections"][-1], ensure_ascii=False)


def test_lists_show_no_full_name(cast: Cast, case: Case) -> None:
    request_in(cast, case.parties.get(role="applicant").person, "granted")
    for page in ("requests", "desk"):
        shown = client(cast.leader).get(reverse(page)).content.decode()
        assert "丁**" in shown
        assert "丁晓雨" not in shown


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "state", ["received", "identified", "granted", "partly", "refused", "done", "told", "withdrawn"]
)
@pytest.mark.parametrize("kind", ["access", "correct", "erase"])
def test_every_state_has_its_page(cast: Cast, case: Case, state: str, kind: str, language: str) -> None:
    request = request_in(cast, case.parties.get(role="applicant").person, state, kind=kind, decided_by=cast.lead)
    reader = client(cast.leader)
    reader.cookies["django_language"] = language
    with translation.override("zh-hans"):  # a page leaves its language with the thread
        page = reader.get(request.get_absolute_url())
    assert page.status_code == 200
    assert request.number in page.content.decode()
