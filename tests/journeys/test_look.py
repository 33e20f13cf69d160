"""Every page that exists, with a year of cases: on a phone, a tablet and a desk, in both languages, light and dark."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.people import Cast, cast, fits
from tests.plugins.server import Server

pytestmark = pytest.mark.browser
WIDTHS = (390, 820, 1440)
# Who opens what. `case:<state>` is the newest case in that state that this person may see.
RIGHTS = ["/requests/", "/requests/new/", "/notices/"]
PAGES = {
    "operator": [
        "/desk/",
        "/registration/",
        "/cases/",
        "/cases/?q=没有这个词",
        "/cases/ST2026-99999/",
        "/people/",
        "/contacts/",
        "/call-backs/",
        "/callers/flags/",
        "/knowledge/",
        "/knowledge/new/",
        *RIGHTS,
    ],
    "station": [
        "/desk/",
        "/alliance/",
        "/retention/",
        "/knowledge/review/",
        "/imports/",
        "case:registered",
        "case:resolved",
        "case:assigned",
        "/dispatch/",
        "/handovers/",
    ],
    "mediator": ["/desk/", "/dispatch/", "case:in_progress", "/registration/"],
    "dispatcher": ["/desk/", "/dispatch/", "/routing/", "/routing/new/", "/routing/trial/", "/rosters/"],
    "followup": ["/desk/", "case:resolved"],
    "station3": ["/desk/", "case:closed"],
    "leader": ["/desk/", "/cockpit/", "case:archived", "case:voided"],
}


@pytest.fixture
def people(browser: Browser, year_server: Server) -> Iterator[Cast]:
    with cast(browser, year_server.url) as opened:
        yield opened


def _address(page: Page, base: str, wanted: str) -> str:
    if not wanted.startswith("case:"):
        return base + wanted
    page.goto(f"{base}/cases/?state={wanted.removeprefix('case:')}")
    first = page.locator("main tbody a").first
    assert first.count(), f"the generated year has no {wanted} for this person"
    return base + str(first.get_attribute("href"))


@pytest.mark.parametrize("username", PAGES)
def test_pages_fit_and_axe_finds_nothing_serious(people: Cast, axe: Callable[[Page], None], username: str) -> None:
    page = people.sign_in(username)
    for wanted in PAGES[username]:
        address = _address(page, people.url, wanted)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address)
            assert fits(page), f"{address} scrolls sideways at {width}"
        axe(page)
        words = page.locator("main").inner_text()
        assert not re.search(r"\b[a-z]+_[a-z_]+\b|\bNone\b|%\(", words), f"raw code on {address}: {words[:400]}"


@pytest.mark.parametrize("username", ["station", "mediator", "leader"])
def test_pages_are_whole_in_english_and_in_the_dark(people: Cast, axe: Callable[[Page], None], username: str) -> None:
    page = people.sign_in(username, language="zh-CN")
    page.get_by_role("button", name="English").first.click()
    page.get_by_role("button", name=re.compile("Dark")).first.click()
    for wanted in PAGES[username]:
        page.goto(_address(page, people.url, wanted))
        axe(page)
        frame = " ".join(page.locator("h1, h2, nav, th, button, label, dt").all_inner_texts())
        assert page.locator("html").get_attribute("lang") == "en"
        for word in ("下一步", "当事人", "案件", "调解员", "时限", "分派", "签收", "登记"):
            assert word not in frame, f"{word} on the English page {page.url}"
