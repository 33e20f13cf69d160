"""What shows that this is practice, and that the real place has no such page."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.tests.factories import Office, office
from hetang.config.practice.place import AGAIN, LOGINS

pytestmark = pytest.mark.django_db
SAID = "练习环境"


@pytest.fixture
def house() -> Office:
    return office()


@pytest.fixture
def practice(settings: Any, tmp_path: Path) -> Path:
    settings.HETANG_HOME, settings.DEMO = tmp_path, True
    settings.PRACTICE = tmp_path / LOGINS
    row = {"username": "xiaolin", "name": {"zh": "林调解", "en": "Lin"}, "shows": {"zh": "调解员", "en": "mediator"}}
    settings.PRACTICE.write_text(json.dumps({"password": "try-it-2026", "logins": [row]}))
    return tmp_path


def browser(house: Office) -> Client:
    client = Client()
    client.force_login(house.mediator)
    return client


def test_every_page_says_that_it_is_practice_and_sign_in_says_as_whom(practice: Path, house: Office) -> None:
    guest = Client().get(reverse("login")).content.decode()
    assert all(text in guest for text in (SAID, "xiaolin", "try-it-2026", "调解员"))
    assert "practice-banner" in browser(house).get(reverse("desk")).content.decode()


def test_a_fresh_place_is_asked_for_by_a_file(practice: Path, house: Office) -> None:
    client = browser(house)
    assert reverse("practice-again") in client.get(reverse("practice")).content.decode()
    assert client.get(reverse("practice-again")).status_code == 405
    assert not (practice / AGAIN).exists()
    assert "正在清空重来" in client.post(reverse("practice-again")).content.decode()
    assert (practice / AGAIN).exists()


def test_the_real_place_has_no_such_page_and_only_a_link(settings: Any, tmp_path: Path, house: Office) -> None:
    settings.HETANG_HOME, settings.PRACTICE_URL = tmp_path, "https://practice.example.cn/"
    client = browser(house)
    assert client.get(reverse("practice")).status_code == 404
    assert client.post(reverse("practice-again")).status_code == 404
    assert list(tmp_path.glob("practice*")) == []
    shown = client.get(reverse("desk")).content.decode()
    assert "https://practice.example.cn/" in shown
    assert "practice-banner" not in shown
    assert SAID not in Client().get(reverse("login")).content.decode()
