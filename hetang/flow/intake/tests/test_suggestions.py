"""Suggestions on the operator's page: by the street's own words, for empty fields, and nothing of them is kept."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from hetang.commons.places.api import Place
from hetang.flow.intake.suggesting import lexicons_of, suggestions_for
from hetang.flow.intake.tests.factories import open_stations
from hetang.ground.lib import kept
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.tests.factories import Cast

TEXT = "我叫张小明，电话13900000001，楼上漏水，卖家电话13900000002，昨天在老菜场被骗500元"


@pytest.fixture(autouse=True)
def _stations(cast: Cast) -> None:
    open_stations(cast)
    market = {"kind": "market", "name_zh": "蔡马农贸市场", "name_en": "Caima Market", "aliases": ["老菜场"]}
    above = {"district": cast.street.district, "street": cast.street.code, "community": cast.community.code}
    Place.objects.create(code=f"{cast.community.code}77", parent=cast.community, **market, **above)
    kept.forget_all()


def post(user: Any, **data: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(reverse("registration-suggestions"), data, headers={"Accept": "application/json"})


def offered(user: Any, **data: str) -> dict[str, str]:
    return {each["field"]: each["value"] for each in reversed(post(user, **data).json()["suggestions"])}


def test_the_fields_of_a_call_are_suggested(cast: Cast) -> None:
    found = offered(cast.operator, text=TEXT)
    assert found["applicant"] == "张小明"
    assert (found["applicant_phone"], found["respondent_phone"]) == ("13900000001", "13900000002")
    assert (found["community"], found["place_text"]) == (cast.community.code, "老菜场")
    assert (found["amount"], found["event_on"]) == ("500", "2026-03-08")
    assert found["category"]


def test_what_the_operator_has_filled_in_is_left_alone(cast: Cast) -> None:
    found = offered(cast.operator, text=TEXT, applicant="李四", amount="1", kind="hazard")
    assert not {"applicant", "amount", "kind"} & set(found)


def test_the_words_of_a_reason_are_those_of_the_text_however_it_is_composed(cast: Cast) -> None:
    found = post(cast.operator, text="cafe\u0301 cafe\u0301 cafe\u0301，被骗500元").json()["suggestions"]
    (amount,) = [each for each in found if each["field"] == "amount"]
    assert "500元" in amount["reason"]


def test_a_community_is_known_without_its_last_word(cast: Cast) -> None:
    assert offered(cast.operator, text="我住在蔡马")["community"] == cast.community.code


def test_what_is_offered_is_called_after_the_community(cast: Cast) -> None:
    found = post(cast.operator, text="老菜场门口").json()["suggestions"]
    assert [each["label"] for each in found if each["field"] == "community"] == ["蔡马社区"]


def test_nothing_is_kept_and_nothing_is_logged(cast: Cast, caplog: Any) -> None:
    client = Client()
    client.force_login(cast.operator)
    client.post(reverse("registration-suggestions"), {"text": "先问一次"})
    before = all_rows()
    client.post(reverse("registration-suggestions"), {"text": TEXT})
    assert changed(before) == {}
    assert "13900000001" not in caplog.text
    assert "张小明" not in caplog.text


def test_who_takes_no_calls_gets_none(cast: Cast) -> None:
    assert post(cast.mediator, text=TEXT).status_code == 403
    assert Client().post(reverse("registration-suggestions"), {"text": TEXT}).status_code in (302, 401)


def test_an_empty_text_suggests_nothing(cast: Cast) -> None:
    assert post(cast.operator, text=" ").json() == {"suggestions": []}


def test_the_page_offers_them_with_one_key_each(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.operator)
    page = client.post(reverse("registration-suggestions"), {"text": TEXT}).content.decode()
    keys = re.findall(r'data-alt="(.)"', page)
    assert keys
    assert len(keys) == len(set(keys))
    assert 'data-fill="amount" data-value="500"' in page
    # A request leaves its language behind in this thread.
    with translation.override("en"):
        client.post(reverse("set-language"), {"language": "en"})
        english = client.post(reverse("registration-suggestions"), {"text": TEXT}).content.decode()
        assert 'data-value="500"' in english


def test_odd_texts_are_answered(cast: Cast) -> None:
    assert post(cast.operator, text="\x00").status_code == 400
    for text in ("\u202e反着写", "🙂" * 3000, "<script>alert(1)</script>老菜场", "字" * 200_000):
        assert post(cast.operator, text=text).status_code == 200


def test_the_words_of_a_street_are_its_own(cast: Cast) -> None:
    far = suggestions_for("老菜场", cast.other_street.code)
    assert not [each for each in far if each.field == "community"]
    assert lexicons_of(cast.street.code).digest != lexicons_of(cast.other_street.code).digest
