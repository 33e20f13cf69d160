"""A mediator is told that a case is theirs: a number in the menu, a line in words, a way to the case."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import DESK, PHONE, Cast, cast, fits
from tests.plugins.server import Server

pytestmark = pytest.mark.browser
TEXT = "楼道堆放杂物，邻居劝了几次不听，想请驿站来说一说。"
PATIENCE = 20_000  # milliseconds: the worker has to read the journal


def test_who_is_given_a_case_finds_a_message_and_reads_it(
    browser: Browser, server: Server, axe: Callable[[Page], None]
) -> None:
    with cast(browser, server.url) as people:
        page = people.sign_in("mediator", width=PHONE)
        number = page.locator('#rail a[href="/messages/"] .count')
        expect(number).to_have_count(0)
        _registers_and_assigns(people)
        # The desk that is open says so by itself.
        expect(number).to_have_text("1", timeout=PATIENCE)
        page.goto(f"{people.url}/messages/")
        line = page.locator("tbody tr").first
        expect(line).to_contain_text("派给您办理")
        expect(line).to_contain_text("未读")
        axe(page)
        for width in (PHONE, 820, DESK):
            page.set_viewport_size({"width": width, "height": 900})
            assert fits(page)
        line.get_by_role("button", name="去看").click()
        page.wait_for_url("**/cases/**")
        page.goto(f"{people.url}/messages/")
        expect(page.locator("tbody tr").first).to_contain_text("已读")
        expect(number).to_have_count(0)
        page.get_by_role("link", name="谁会收到什么").click()
        expect(page.get_by_role("heading", name="反映人收到的短信")).to_be_visible()
        axe(page)
        assert fits(page)
        _administrator_sees_the_outbox(people, axe)


def _registers_and_assigns(people: Cast) -> None:
    page = people.sign_in("operator")
    page.goto(f"{people.url}/registration/")
    page.locator("#id_text").fill(TEXT)
    page.get_by_label("来电人", exact=True).or_(page.get_by_label("来电人*", exact=True)).fill("何阿姨")
    page.get_by_label("来电号码").fill("19900001799")
    page.get_by_label("所在社区").select_option(label="蔡马社区")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("待分派").first).to_be_visible()
    lead = people.sign_in("station")
    lead.goto(page.url)
    lead.get_by_role("radio", name=re.compile("周美琴 蔡马治理解纷驿站")).check()
    lead.get_by_role("button", name="分派", exact=False).first.click()
    expect(lead.get_by_text("已分派给周美琴")).to_be_visible()


def _administrator_sees_the_outbox(people: Cast, axe: Callable[[Page], None]) -> None:
    page = people.sign_in("sysadmin", home="/accounts/")
    page.goto(f"{people.url}/outbox/")
    expect(page.locator("tbody")).to_contain_text("登记")
    assert "19900001799" not in page.content()
    assert "何阿姨" not in page.content()
    axe(page)
    for width in (PHONE, 820, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        assert fits(page)
