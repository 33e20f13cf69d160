"""A resident on a telephone: files a matter over a bad line, follows it, rates it; in large type and in English too."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import PHONE, fits
from tests.plugins.server import Server

pytestmark = pytest.mark.browser
WORDS = "楼上漏水，吊顶塌了一块，找了三次都说不是他家。"
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
# A bad line: 100 ms there and back, 50 kB a second.
SLOW = {"offline": False, "latency": 100, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SMALL_TYPE = """() => [...document.querySelectorAll("body *")].filter((el) => el.getClientRects().length
  && !el.closest(".trap, .visually-hidden, .skip, svg")
  && [...el.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
  && parseFloat(getComputedStyle(el).fontSize) < 18).map((el) => `${el.tagName} ${el.textContent.trim().slice(0, 20)}`)"""
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, label:has(input)")]
  .filter((el) => el.getClientRects().length && !el.closest(".trap, .visually-hidden, .skip")
    && !(el.matches("input") && el.closest("label:has(input), .field.checkbox")) && !el.closest("dd"))
  .filter((el) => { const box = el.getBoundingClientRect(); return box.height < 59.5 || box.width < 59.5; })
  .map((el) => `${el.tagName} ${el.textContent.trim().slice(0, 20)} ${el.getBoundingClientRect().height}`)"""


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", viewport={"width": PHONE, "height": 844}, has_touch=True)
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    yield opened
    context.close()


def first_step(page: Page, url: str) -> None:
    page.goto(f"{url}/p/file/")
    page.locator("#id_text").fill(WORDS)
    page.locator("#id_where").select_option(index=1)
    page.get_by_role("button", name="下一步").click()


def second_step(page: Page, phone: str) -> None:
    page.locator("#id_applicant").fill("丁晓雨")
    page.locator("#id_applicant_phone").fill(phone)
    page.locator("#id_agreed").check()
    page.get_by_role("button", name="下一步").click()


def code_on(page: Page) -> str:
    found = CODE.search(page.locator("main").inner_text())
    assert found is not None
    return found.group()


def test_a_matter_is_filed_over_a_line_that_breaks_and_followed_by_its_code(
    page: Page, server: Server, axe: Callable[[Page], None]
) -> None:
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    page.goto(f"{server.url}/p/")
    axe(page)
    page.get_by_role("link", name=re.compile("我要说事情")).click()
    page.locator("#id_text").fill(WORDS)
    expect(page.locator("[data-draft-state]")).to_be_visible()
    # The tab is closed, and another one opened.
    page.goto("about:blank")
    page.goto(f"{server.url}/p/file/")
    expect(page.locator("#id_text")).to_have_value(WORDS)
    axe(page)
    page.locator("#id_where").select_option(index=1)
    page.get_by_role("button", name="下一步").click()
    axe(page)
    second_step(page, "13700001234")
    expect(page.locator(".review")).to_contain_text(WORDS)
    axe(page)
    # The line breaks at the very moment of sending, and comes back: sent by itself, once.
    line.send("Network.emulateNetworkConditions", {**SLOW, "offline": True})
    page.get_by_role("button", name="送出").click()
    expect(page.locator("[data-offline]")).to_be_visible()
    line.send("Network.emulateNetworkConditions", SLOW)
    page.wait_for_url("**/p/receipts/**")
    axe(page)
    assert fits(page)
    code = code_on(page)
    assert page.evaluate("localStorage.getItem('hetang-draft')") is None
    follow(page, server, axe, code)


def follow(page: Page, server: Server, axe: Callable[[Page], None], code: str) -> None:
    page.goto(f"{server.url}/p/matter/?code={code}")
    axe(page)
    page.locator("#id_phone").fill("137 0000 1234")
    page.get_by_role("button", name="发验证码").click()
    axe(page)
    shown = re.search(r"\d{6}", page.locator(".demo").inner_text())
    assert shown is not None
    page.locator("#id_code").fill(shown.group())
    page.get_by_role("button", name="打开我的事情").click()
    expect(page.locator(".story")).to_contain_text("街道收到了您反映的事情")
    axe(page)
    assert fits(page)
    page.locator("#id_text").fill("又漏了")
    page.get_by_role("button", name="送出", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("收到了")
    page.get_by_role("button", name="退出").click()
    page.goto(f"{server.url}/p/matter/")
    expect(page.locator("#id_phone")).to_be_visible()


def test_a_draft_is_deleted_where_the_device_is_somebody_elses(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/p/file/")
    page.locator("#id_text").fill(WORDS)
    page.locator(".buttons [data-draft-delete]").click()
    expect(page.locator("#id_text")).to_have_value("")
    assert page.evaluate("localStorage.length") == 0


def test_it_works_without_any_script(browser: Browser, server: Server) -> None:
    context = browser.new_context(locale="zh-CN", java_script_enabled=False, viewport={"width": PHONE, "height": 844})
    page = context.new_page()
    first_step(page, server.url)
    page.wait_for_timeout(2100)
    second_step(page, "13700001235")
    page.get_by_role("button", name="送出").click()
    assert code_on(page)
    context.close()


def test_in_large_type_nothing_is_small(page: Page, server: Server, axe: Callable[[Page], None]) -> None:
    page.goto(f"{server.url}/p/")
    page.get_by_role("link", name="长辈版").click()
    for address in ("/p/", "/p/file/", "/p/matter/", "/p/matter/code/"):
        page.goto(server.url + address)
        assert page.evaluate(SMALL_TYPE) == [], address
        assert page.evaluate(SMALL_TARGETS) == [], address
        assert fits(page)
        axe(page)
    page.goto(f"{server.url}/p/file/")
    first_step(page, server.url)
    assert page.evaluate(SMALL_TYPE) == []
    assert page.evaluate(SMALL_TARGETS) == []


def test_in_english_and_in_the_dark(browser: Browser, server: Server, axe: Callable[[Page], None]) -> None:
    context = browser.new_context(locale="en-GB", color_scheme="dark", viewport={"width": PHONE, "height": 844})
    page = context.new_page()
    for address in ("/p/", "/p/file/", "/p/matter/"):
        page.goto(server.url + address)
        axe(page)
        assert not re.search("[一-鿿]{2}", page.locator("main h1, main h2, main label, main button").first.inner_text())
    context.close()


def test_the_first_view_is_light(page: Page, server: Server) -> None:
    loaded: list[int] = []
    page.on("response", lambda answer: loaded.append(len(answer.body())))
    page.goto(f"{server.url}/p/", wait_until="networkidle")
    assert sum(loaded) < 200_000, loaded


@pytest.mark.parametrize("width", [390, 820, 1440])
def test_pages_fit_every_screen(browser: Browser, server: Server, width: int) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": width, "height": 900})
    page = context.new_page()
    for address in ("/p/", "/p/file/", "/p/matter/", "/p/matter/code/", "/p/receipts/none/"):
        page.goto(server.url + address)
        assert fits(page), address
    context.close()
