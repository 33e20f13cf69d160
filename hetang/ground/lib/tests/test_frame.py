"""The frame of a page: language, light and dark, navigation, htmx."""

import pytest
from django.test import Client

HTMX = {"HX-Request": "true"}


def test_pages_are_chinese_unless_asked_otherwise(stranger: Client) -> None:
    assert '<html lang="zh-Hans"' in stranger.get("/offline/").content.decode()


def test_the_language_switch_is_remembered_and_comes_back(stranger: Client) -> None:
    answer = stranger.post("/language/", {"language": "en", "next": "/offline/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/offline/")
    text = stranger.get("/offline/").content.decode()
    assert '<html lang="en"' in text
    assert "Nothing" in text or "No connection" in text


@pytest.mark.parametrize("path", ["/language/", "/theme/"])
def test_the_switches_never_lead_to_another_site(stranger: Client, path: str) -> None:
    sent = {"language": "en", "theme": "dark", "next": "http://evil.example/"}
    assert stranger.post(path, sent).headers["Location"] == "/"


def test_after_a_form_came_back_the_switch_returns_to_its_page(stranger: Client) -> None:
    back = {"Referer": "http://testserver/offline/?a=1"}
    assert stranger.post("/theme/", {"theme": "dark", "next": ""}, headers=back).headers["Location"] == "/offline/?a=1"


def test_dark_is_there_before_the_first_paint(stranger: Client) -> None:
    stranger.post("/theme/", {"theme": "dark", "next": "/offline/"})
    text = stranger.get("/offline/").content.decode()
    assert 'data-theme="dark"' in text
    assert 'media="all"' in text


def test_an_unknown_theme_changes_nothing(stranger: Client) -> None:
    stranger.post("/theme/", {"theme": "<script>"})
    assert 'data-theme="auto"' in stranger.get("/offline/").content.decode()


def test_the_theme_is_changed_by_post_only(stranger: Client) -> None:
    assert stranger.get("/theme/?theme=dark").status_code == 405


def test_navigation_is_in_order_and_marks_where_one_is(operator: Client) -> None:
    text = operator.get("/errands/").content.decode()
    rail = text[text.index('class="rail"') : text.index('class="rail-end"')]
    assert rail.index("待办") < rail.index("全部案件")
    assert rail.count('aria-current="page"') == 1
    assert '<span class="count">7</span>' in rail
    assert '<a href="/cases/" data-key="l"' in rail
    assert "周晴" in text
    assert "接线员" in text


def test_a_wrong_name_in_the_navigation_is_an_error(operator: Client, settings: object) -> None:
    settings.NAVIGATION = ["hetang.ground.lib.tests.cast.nothing"]  # type: ignore[attr-defined]
    assert operator.get("/errands/").status_code == 500


def test_a_stranger_sees_no_navigation_and_no_demo_clock(stranger: Client, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    text = stranger.get("/offline/").content.decode()
    assert 'class="tabs"' not in text
    assert "demo-clock" not in text


@pytest.mark.parametrize("demo", [True, False])
def test_the_demo_clock_is_for_demonstrations(operator: Client, settings: object, demo: bool) -> None:
    settings.DEMO = demo  # type: ignore[attr-defined]
    assert ('class="demo-clock' in operator.get("/errands/").content.decode()) is demo


def test_htmx_gets_the_block_and_a_browser_the_page(operator: Client) -> None:
    part, page = operator.get("/form/", headers=HTMX), operator.get("/form/")
    assert "<html" not in part.content.decode()
    assert "<form" in part.content.decode()
    assert "csrfmiddlewaretoken" in part.content.decode()
    assert "<html" in page.content.decode()
    assert "HX-Request" in page.headers["Vary"]


def test_a_history_restore_gets_the_whole_page(operator: Client) -> None:
    headers = HTMX | {"HX-History-Restore-Request": "true"}
    assert "<html" in operator.get("/form/", headers=headers).content.decode()


def test_an_expired_login_takes_the_whole_browser_along(stranger: Client) -> None:
    headers = HTMX | {"HX-Current-URL": "http://testserver/errands/?page=2"}
    answer = stranger.post("/form/", headers=headers)
    assert answer.headers["HX-Redirect"] == "/login/?next=%2Ferrands%2F%3Fpage%3D2"
    assert stranger.get("/form/").status_code == 302


def test_a_page_fits_the_content_security_policy(operator: Client) -> None:
    answer = operator.get("/form/")
    text = answer.content.decode()
    assert "Content-Security-Policy" in answer.headers
    assert " style=" not in text
    assert "<style" not in text
    assert " onclick=" not in text
    assert "<script>" not in text
