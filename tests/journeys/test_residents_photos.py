"""A resident's photo on a telephone: kept through a closed tab and a cut line, added later, without scripts, in large type."""

import hashlib
import re
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from hetang.commons.documents.tests import samples
from tests.journeys.people import PHONE, fits
from tests.journeys.test_evidence import noise
from tests.journeys.test_residents import SLOW, SMALL_TARGETS, SMALL_TYPE, WORDS, code_on, first_step, second_step
from tests.plugins.server import Server

pytestmark = pytest.mark.browser
Axe = Callable[[Page], None]
KEPT = """SELECT f.digest, p.role FROM evidence_evidence e JOIN documents_storedfile f ON f.id = e.file_id
    JOIN cases_party p ON p.id = e.party_id JOIN cases_case c ON c.id = e.case_id WHERE c.code = %s"""
NO_STORE = "Object.defineProperty(window, 'indexedDB', {value: {open() { throw new Error('private'); }}})"


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", viewport={"width": PHONE, "height": 844}, has_touch=True)
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    yield opened
    context.close()


def named(name: str, content: bytes, kind: str = "image/jpeg") -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": content}


def kept(server: Server, code: str) -> list[Any]:
    with psycopg.connect(server.database_url) as connection:
        return connection.execute(KEPT, [code]).fetchall()


def third_step(page: Page, url: str, phone: str) -> None:
    first_step(page, url)
    second_step(page, phone)
    expect(page.locator(".review")).to_contain_text(WORDS)


def rows(page: Page) -> Locator:
    return page.locator(".upload")


def test_a_photo_survives_a_closed_tab_and_a_line_that_breaks_twice(page: Page, server: Server, axe: Axe) -> None:
    photo = noise(1, 480, 360)
    third_step(page, server.url, "13700002001")
    page.locator("#id_photos").set_input_files([named("楼道.jpg", photo), named("多余.jpg", noise(2))])
    expect(rows(page)).to_have_count(2)
    page.get_by_role("button", name=re.compile("不要这张：多余")).click()
    expect(rows(page)).to_have_count(1)
    expect(page.locator("[data-photos-kept]")).to_be_visible()
    axe(page)
    assert fits(page)
    # The tab is closed, and another one opened: words and photo are there.
    page.goto("about:blank")
    page.goto(f"{server.url}/p/file/")
    expect(page.locator("#id_text")).to_have_value(WORDS)
    page.get_by_role("button", name="下一步").click()
    page.locator("#id_agreed").check()
    page.get_by_role("button", name="下一步").click()
    expect(rows(page)).to_contain_text("楼道.jpg")
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", {**SLOW, "offline": True})
    page.get_by_role("button", name="送出").click()
    expect(page.locator("[data-offline]")).to_be_visible()
    line.send("Network.emulateNetworkConditions", SLOW)
    page.wait_for_url("**/p/receipts/**")
    code = code_on(page)
    # The matter is filed; now the photo is on its way, and the line breaks again.
    expect(page.locator(".upload-state")).to_have_text("正在上传")
    line.send("Network.emulateNetworkConditions", {**SLOW, "offline": True})
    page.wait_for_timeout(300)
    line.send("Network.emulateNetworkConditions", SLOW)
    expect(page.locator(".upload-state")).to_have_text("已收下", timeout=60_000)
    expect(page.locator("[data-photos-waiting]")).to_be_hidden()
    axe(page)
    assert fits(page)
    assert kept(server, code) == [(hashlib.sha256(photo).hexdigest(), "applicant")]
    line.send("Network.emulateNetworkConditions", {**SLOW, "downloadThroughput": -1, "uploadThroughput": -1})
    page.reload()
    expect(page.locator("#photos")).to_contain_text("您在网上一共交了 1 份。")
    assert len(kept(server, code)) == 1
    later(page, server, axe, code)


def later(page: Page, server: Server, axe: Axe, code: str) -> None:
    """In "my matter": one more, and one that is none; then the wish to withdraw, and back."""
    page.goto(f"{server.url}/p/matter/?code={code}")
    page.locator("#id_phone").fill("137 0000 2001")
    page.get_by_role("button", name="发验证码").click()
    shown = re.search(r"\d{6}", page.locator(".demo").inner_text())
    assert shown is not None
    page.locator("#id_code").fill(shown.group())
    page.get_by_role("button", name="打开我的事情").click()
    expect(page.locator(".story")).to_contain_text("收到了您交来的一份材料。")
    page.locator("#evidence-form input[type=file]").set_input_files(
        [named("合同.pdf", samples.PDF, "application/pdf"), named("发票.jpg", b"MZ" + bytes(4000))]
    )
    expect(rows(page).filter(has_text="已收下")).to_have_count(1)
    expect(rows(page).filter(has_text="的内容是程序")).to_have_count(1)
    axe(page)
    assert fits(page)
    page.get_by_role("link", name="撤回申请").click()
    axe(page)
    assert fits(page)
    page.get_by_label("已经自己解决了").check()
    page.get_by_label(re.compile("是我自己要撤回")).check()
    page.get_by_role("button", name="送出撤回要求").click()
    expect(page.get_by_role("status").first).to_contain_text("收到了您撤回的要求")
    axe(page)
    page.get_by_role("button", name="不撤回了，继续办理").click()
    expect(page.get_by_role("status").first).to_contain_text("照常办理")
    large(page, server, axe)


def large(page: Page, server: Server, axe: Axe) -> None:
    """The same pages for elder eyes and fingers."""
    page.get_by_role("link", name="长辈版").click()
    for address in ("/p/matter/", "/p/matter/withdrawal/"):
        page.goto(server.url + address)
        assert page.evaluate(SMALL_TYPE) == [], address
        assert page.evaluate(SMALL_TARGETS) == [], address
        assert fits(page)
        axe(page)


def test_a_refusal_on_the_last_step_leaves_the_photo_chosen(page: Page, server: Server) -> None:
    third_step(page, server.url, "13700002005")
    page.locator("#id_photos").set_input_files([named("楼道.jpg", samples.jpeg(60, 50))])
    expect(rows(page)).to_have_count(1)
    page.locator("[name=token]").evaluate("field => { field.value = 'made up'; }")
    page.get_by_role("button", name="送出").click()
    expect(page.get_by_role("alert").first).to_contain_text("这张表放得太久了")
    expect(rows(page)).to_contain_text("楼道.jpg")
    page.wait_for_timeout(2100)  # under its new mark nobody fills it in within two seconds
    page.get_by_role("button", name="送出").click()
    page.wait_for_url("**/p/receipts/**")
    expect(page.locator(".upload-state")).to_have_text("已收下")
    assert len(kept(server, code_on(page))) == 1


def test_a_device_that_keeps_nothing_says_so_and_sends_the_photo_along(page: Page, server: Server) -> None:
    page.add_init_script(NO_STORE)
    third_step(page, server.url, "13700002002")
    photo = samples.jpeg(120, 90)
    page.locator("#id_photos").set_input_files([named("楼道.jpg", photo)])
    expect(page.locator("[data-photos-unkept]")).to_be_visible()
    page.wait_for_timeout(2100)  # nobody fills in three pages in two seconds
    page.get_by_role("button", name="送出").click()
    page.wait_for_url("**/p/receipts/**")
    expect(page.locator("#photos")).to_contain_text("照片和材料收到了 1 份。")
    assert kept(server, code_on(page)) == [(hashlib.sha256(photo).hexdigest(), "applicant")]


def test_it_works_without_any_script(browser: Browser, server: Server, axe: Axe) -> None:
    context = browser.new_context(locale="zh-CN", java_script_enabled=False, viewport={"width": PHONE, "height": 844})
    page = context.new_page()
    third_step(page, server.url, "13700002003")
    page.locator("#id_photos").set_input_files([named("楼道.jpg", samples.jpeg(100, 80)), named("x.jpg", b"MZ" * 900)])
    page.wait_for_timeout(2100)
    page.get_by_role("button", name="送出").click()
    expect(page.locator("#photos")).to_contain_text("收到了 1 份；")
    expect(page.locator("#photos [role=alert]")).to_contain_text("的内容是程序")
    page.locator("#id_photos").set_input_files([named("合同.pdf", samples.PDF, "application/pdf")])
    page.get_by_role("button", name="交上去").click()
    expect(page.locator("#photos")).to_contain_text("您在网上一共交了 2 份。")
    assert fits(page)
    assert len(kept(server, code_on(page))) == 2
    context.close()


def test_photos_of_a_deleted_draft_go_with_it(page: Page, server: Server) -> None:
    third_step(page, server.url, "13700002004")
    page.locator("#id_photos").set_input_files([named("楼道.jpg", samples.jpeg(50, 40))])
    expect(rows(page)).to_have_count(1)
    page.locator(".buttons [data-draft-delete]").click()
    expect(page.locator("#id_text")).to_have_value("")
    third_step(page, server.url, "13700002004")
    expect(page.locator("[data-photos-plain]")).to_be_hidden()
    expect(rows(page)).to_have_count(0)
