"""Filing in three steps: everything typed travels along, is sent once, and ends in a receipt."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.alliance.tests import factories as alliance
from hetang.faces.portal import forms
from hetang.ground.rulepacks.api import RulePack
from hetang.ground.rulepacks.tests.factories import forget
from hetang.record.cases.api import Case
from hetang.record.cases.tests.factories import Cast
from hetang.record.rights.api import Consent

TOLD = {
    "kind": "dispute",
    "text": "楼上漏水，吊顶塌了一块，找了三次都说不是他家。",
    "where": "",
    "place_text": "3 幢 201",
    "applicant": "丁晓雨",
    "applicant_phone": "13900000001",
    "respondent": "楼上住户",
    "respondent_phone": "",
    "agreed": "on",
    "notice": "1",
    "website": "",
}


def page(client: Client) -> str:
    return client.get(reverse("portal-file")).content.decode()


def token(text: str) -> str:
    return re.findall(r'name="token" value="([^"]+)"', text)[0]


def told(cast: Cast, client: Client, **other: str) -> dict[str, str]:
    return {**TOLD, "where": cast.community.code, "token": token(page(client)), "go": "send", **other}


def send(client: Client, data: dict[str, str]) -> tuple[int, str]:
    answer = client.post(reverse("portal-file"), data)
    return answer.status_code, answer.headers.get("Location", "") or answer.content.decode()


def test_three_steps_end_in_a_receipt_with_the_code(cast: Cast) -> None:
    client = Client()
    data = told(cast, client)
    second = client.post(reverse("portal-file"), {**data, "go": "2"}).content.decode()
    assert f'name="text" value="{TOLD["text"]}"' in second
    third = client.post(reverse("portal-file"), {**data, "go": "3"}).content.decode()
    assert TOLD["text"] in third
    assert "楼上住户" in third
    status, where = send(client, data)
    assert status == 302
    receipt = client.get(where).content.decode()
    case = Case.objects.get()
    assert case.code in receipt
    assert "<svg" in receipt
    assert "前安排人员办理" in receipt
    assert (case.community, Consent.objects.get().means) == (cast.community.code, "online")


def test_the_receipt_says_nothing_about_the_people(cast: Cast) -> None:
    client = Client()
    _status, where = send(client, told(cast, client))
    receipt = client.get(where).content.decode()
    assert not [word for word in ("丁晓雨", "13900000001", "0001", "漏水", "楼上住户") if word in receipt]


def test_sent_twice_it_is_one_case_with_one_receipt(cast: Cast) -> None:
    client = Client()
    data = told(cast, client)
    first, second = send(client, data), send(Client(), data)
    assert first[0] == second[0] == 302
    codes = {
        re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", client.get(where).content.decode())[0]
        for _, where in (first, second)
    }
    assert codes == {Case.objects.get().code}


@pytest.mark.parametrize(
    ("missing", "step"), [("text", "1"), ("where", "1"), ("applicant_phone", "2"), ("agreed", "2")]
)
def test_what_is_missing_is_asked_for_where_it_belongs_and_nothing_is_lost(cast: Cast, missing: str, step: str) -> None:
    client = Client()
    data = told(cast, client)
    del data[missing]
    status, text = send(client, data)
    assert status == 422
    assert f"第 {step} 步" in text
    assert all(data[name] in text for name in ("text", "applicant") if name in data)
    assert not Case.objects.exists()


def test_going_back_asks_for_nothing(cast: Cast) -> None:
    client = Client()
    data = told(cast, client, applicant="", applicant_phone="")
    assert client.post(reverse("portal-file"), {**data, "go": "1"}).status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"website": "http://x"}, {"token": "made up"}, {"token": ""}, {"kind": "petition"}, {"where": "999"}]
)
def test_programs_and_made_up_values_file_nothing(cast: Cast, wrong: dict[str, str]) -> None:
    client = Client()
    status, text = send(client, told(cast, client, **wrong))
    assert status == 422
    assert TOLD["text"] in text
    assert not Case.objects.exists()


def test_an_answer_within_two_seconds_is_asked_for_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "QUICKEST_SECONDS", 2)
    client = Client()
    data = told(cast, client)
    assert send(client, data)[0] == 422
    monkeypatch.setattr(forms, "QUICKEST_SECONDS", 0)
    assert send(client, data)[0] == 302


def test_another_wording_of_the_notice_has_to_be_read_first(cast: Cast) -> None:
    client = Client()
    data = told(cast, client)
    now = RulePack.objects.get(name="notices")
    RulePack.objects.create(
        name="notices", version=2, effective_on=now.effective_on, basis="x", body=now.body, loaded_at=now.loaded_at
    )
    forget()
    status, text = send(client, data)
    assert status == 422
    assert "第 2 步" in text
    assert 'name="notice" value="2"' in text
    assert "checked" not in re.findall(r'<input[^>]*name="agreed"[^>]*>', text)[0]
    assert send(client, {**data, "notice": "2"})[0] == 302


def test_the_notice_names_the_street_that_was_chosen(cast: Cast) -> None:
    alliance.station(cast.far_station, is_default=True)
    client = Client()
    for street in (cast.street, cast.other_street):
        data = told(cast, client, where=street.code, go="2")
        assert f"个人信息处理者：{street.name_zh}" in client.post(reverse("portal-file"), data).content.decode()


def test_the_limit_is_told_with_the_hotline_and_nothing_is_lost(cast: Cast) -> None:
    client = Client()
    for n in range(6):
        assert send(client, told(cast, client, text=f"第 {n} 件"))[0] == 302
    status, text = send(client, told(cast, client))
    assert status == 429
    assert TOLD["text"] in text


@pytest.mark.parametrize("key", ["made-up", "MTIz:1tXyZ:abc"])
def test_a_receipt_cannot_be_guessed(cast: Cast, key: str) -> None:
    assert Client().get(reverse("portal-receipt", args=[key])).status_code == 404
