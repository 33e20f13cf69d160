"""The front door: for everybody, light, in two languages and two sizes, and never the staff's by accident."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.announcements.api import Notice, announce
from hetang.ground.lib import clock
from hetang.ground.lib.kept import forget_all
from hetang.record.cases.tests.factories import MONDAY, Cast
from tests.security.test_urls import signed_in

HOME = "/p/"


def test_everybody_finds_what_can_be_done_and_whom_to_ring(cast: Cast) -> None:
    text = Client().get(HOME).content.decode()
    for wanted in (reverse("portal-file"), reverse("portal-matter"), "tel:110", "tel:120", "长辈版", "English"):
        assert wanted in text


def test_the_bare_address_leads_strangers_here_and_staff_to_their_work(cast: Cast) -> None:
    assert Client().get("/").headers["Location"] == HOME
    assert signed_in(cast.operator).get("/").headers["Location"] == "/desk/"


def test_a_house_in_which_nothing_is_loaded_yet_leads_to_the_sign_in(db: None) -> None:
    answer = Client().get(HOME)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/login/")


def test_the_home_page_keeps_nothing_and_sets_nothing(cast: Cast) -> None:
    answer = Client().get(HOME)
    assert not answer.cookies
    assert "csrf" not in answer.content.decode()
    assert len(answer.content) < 20_000


def test_the_street_announces_to_residents_and_not_what_is_for_staff(cast: Cast) -> None:
    for title, audience, urgent in (
        ("停水", "residents", True),
        ("<b>集市</b>", "everybody", False),
        ("内部", "staff", False),
    ):
        notice = Notice(audience, title, "明天上午", clock.today(), clock.today(), title_en="News", is_urgent=urgent)
        announce(cast.street.code, notice, by=cast.leader)
    text = Client().get(HOME).content.decode()
    assert text.index("停水") < text.index("&lt;b&gt;集市")
    assert "内部" not in text
    forget_all()
    with clock.fixed_at(MONDAY + timedelta(days=1)):
        assert "停水" not in Client().get(HOME).content.decode()


def test_large_type_is_remembered_until_it_is_put_back(cast: Cast) -> None:
    client = Client()
    assert client.get(reverse("portal-look"), {"size": "large", "next": "/p/file/"}).headers["Location"] == "/p/file/"
    assert 'data-size="large"' in client.get(HOME).content.decode()
    assert 'data-size="large"' in client.get("/p/matter/").content.decode()
    client.get(reverse("portal-look"), {"size": "usual"})
    assert 'data-size="large"' not in client.get(HOME).content.decode()


def test_english_is_whole(cast: Cast) -> None:
    client = Client()
    client.get(reverse("portal-look"), {"language": "en"})
    for address in (HOME, "/p/file/", "/p/matter/", "/p/matter/code/"):
        text = client.get(address).content.decode()
        assert 'lang="en"' in text
        for word in ("说事情", "查询码", "热线", "下一步", "个人信息", "驿站"):
            assert word not in text, (address, word)


@pytest.mark.parametrize(
    "wanted", ["https://elsewhere.example", "//elsewhere.example", "/desk/", "/p/\\elsewhere", "/p//x"]
)
def test_the_switches_send_nobody_elsewhere(cast: Cast, wanted: str) -> None:
    assert Client().get(reverse("portal-look"), {"next": wanted}).headers["Location"] == HOME


def test_hotlines_are_the_streets_own(cast: Cast) -> None:
    assert cast.street.name_zh in Client().get(HOME).content.decode()
