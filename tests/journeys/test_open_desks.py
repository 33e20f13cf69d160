"""A case comes in while somebody is typing; a word finds it; a colleague is called in a note."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import PHONE, Cast, cast, fits
from tests.plugins.server import Server

pytestmark = pytest.mark.browser
TEXT = "瓜山新苑楼上漏水，天花板湿了一片，物业说不归他管。"
SOON = 15_000  # ms; the aim is two seconds on a machine that does nothing else


def test_a_new_case_appears_and_nobody_loses_a_word(
    browser: Browser, server: Server, axe: Callable[[Page], None]
) -> None:
    with cast(browser, server.url) as people:
        page = people.sign_in("operator")
        page.goto(f"{people.url}/cases/")
        field = page.get_by_role("searchbox")
        field.fill("还没有打完的")
        other = page.context.new_page()
        other.goto(f"{people.url}/desk/")
        _registers(people)
        for open_page in (page, other):
            expect(open_page.locator("#arrivals tr[data-case]")).to_have_count(1, timeout=SOON)
            expect(open_page.get_by_text("刚到 1 件，列在最上面。")).to_be_visible()
        expect(field).to_have_value("还没有打完的")
        expect(field).to_be_focused()
        axe(page)
        assert fits(page)
        _is_found_by_a_word(people)
        _calls_a_colleague(people)


def _registers(people: Cast) -> None:
    page = people.sign_in("operator")
    page.goto(f"{people.url}/registration/")
    page.get_by_label("事情经过").fill(TEXT)
    page.get_by_label("来电人").fill("丁阿姨")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text(TEXT[:10]).first).to_be_visible()


def _is_found_by_a_word(people: Cast) -> None:
    page = people.sign_in("operator", width=PHONE)
    page.goto(f"{people.url}/cases/")
    page.get_by_role("searchbox").fill("天花板湿了")
    page.keyboard.press("Enter")
    expect(page.locator("mark")).to_have_text("天花板湿了")
    assert fits(page)


def _calls_a_colleague(people: Cast) -> None:
    page = people.sign_in("operator")
    page.goto(f"{people.url}/cases/")
    page.locator("tr[data-case] a").first.click()
    page.get_by_role("textbox", name="留言").fill("住户下午在家，请回电。")
    page.get_by_label("提醒谁").select_option(index=1)
    page.get_by_role("button", name="留言", exact=True).click()
    expect(page.get_by_text("内部留言，提醒")).to_be_visible()
