"""Signing in, one's own account and administration as people see them: a first day, a form sent too late, every page."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page

from hetang.commons.accounts.tests.workbooks import LINA, workbook
from tests.journeys.people import Cast, cast, fits, shot
from tests.plugins.server import Server

pytestmark = pytest.mark.browser
WIDTHS = (390, 820, 1440)
LIST = "/accounts/"
HOME = {"sysadmin": LIST, "secadmin": LIST, "auditor": LIST}
TYPED = "楼上半夜装修，已经说过三次，越说越僵。"
PAGES = {
    "sysadmin": [
        LIST,
        "/accounts/?q=周美琴",
        "/accounts/?q=没有这个人",
        "/accounts/new/",
        "/accounts/import/",
        "account:mediator",
    ],
    "secadmin": ["account:mediator", "account:sysadmin"],
    "auditor": ["/audit/sign-ins/", "/audit/sign-ins/?result=locked", "account:mediator"],
    "mediator": ["/account/", "/account/password/", "/account/second-factor/"],
}


@pytest.fixture
def people(browser: Browser, server: Server) -> Iterator[Cast]:
    with cast(browser, server.url) as opened:
        yield opened


def come_in(people: Cast, username: str) -> Page:
    return people.sign_in(username, home=HOME.get(username, "/desk/"))


def address(page: Page, base: str, wanted: str) -> str:
    if not wanted.startswith("account:"):
        return base + wanted
    page.goto(f"{base}{LIST}?q={wanted.removeprefix('account:')}")
    return base + str(page.locator("main tbody a").first.get_attribute("href"))


def keep(page: Page, name: str) -> None:
    """A picture for people, where somebody asked for them."""
    if folder := os.environ.get("HETANG_SCREENS"):
        shot(page, Path(folder), name)


@pytest.mark.parametrize("username", PAGES)
def test_pages_fit_and_axe_finds_nothing_serious(people: Cast, axe: Callable[[Page], None], username: str) -> None:
    page = come_in(people, username)
    for number, wanted in enumerate(PAGES[username]):
        where = address(page, people.url, wanted)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(where)
            for folded in page.locator("details.verb summary").all():
                folded.click()
            assert fits(page), f"{where} scrolls sideways at {width}"
            keep(page, f"{username}-{number}-{width}")
        axe(page)
        words = page.locator("main").inner_text()
        assert not re.search(r"\b[a-z]+_[a-z_]+\b|\bNone\b|%\(", words), f"raw code on {where}: {words[:400]}"


@pytest.mark.parametrize("username", PAGES)
def test_pages_are_whole_in_english_and_in_the_dark(people: Cast, axe: Callable[[Page], None], username: str) -> None:
    page = come_in(people, username)
    page.get_by_role("button", name="English").first.click()
    page.get_by_role("button", name=re.compile("Dark")).first.click()
    for number, wanted in enumerate(PAGES[username]):
        page.goto(address(page, people.url, wanted))
        axe(page)
        keep(page, f"{username}-{number}-en-dark")
        frame = " ".join(page.locator("h2, nav, th, button, label, dt, summary, .quiet").all_inner_texts())
        for word in ("账号", "密码", "登录", "职责", "锁定", "岗位", "单位"):
            assert word not in frame, f"{word} on the English page {page.url}"


def test_a_first_day(people: Cast, axe: Callable[[Page], None]) -> None:
    """A new colleague: created, given a duty, signs in with the initial password, must change it, works."""
    admin = come_in(people, "sysadmin")
    admin.get_by_role("link", name="新建账号").click()
    admin.locator("#id_username").fill("xinren")
    admin.locator("#id_name_zh").fill("辛仁")
    admin.get_by_role("button", name="新建").click()
    code = admin.locator("textarea").input_value()
    axe(admin)
    keep(admin, "initial-password")
    admin.get_by_role("link", name="去分配职责").click()
    admin.locator("summary", has_text="分配职责").click()
    admin.locator("#id_role").select_option(label="调解员")
    admin.locator("#id_unit").select_option(index=2)
    admin.get_by_role("button", name="分配", exact=True).click()
    admin.get_by_text("职责已分配").wait_for()

    context = people.browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
    people.stack.callback(context.close)
    page = context.new_page()
    page.goto(f"{people.url}/login/")
    page.locator("#id_username").fill("XinRen")
    page.locator("#id_password").fill(code)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/account/password/")
    keep(page, "must-change-390")
    page.locator("#id_old_password").fill(code)
    for name in ("new", "again"):
        page.locator(f"#id_{name}_password").fill("运河边上的石桥很安静很美")
    page.get_by_role("button", name="修改密码").click()
    page.wait_for_url("**/account/")
    page.goto(f"{people.url}/desk/")
    assert "等我签收" in page.locator("main").inner_text()


def test_a_form_that_was_sent_too_late_is_not_lost(people: Cast, server: Server, axe: Callable[[Page], None]) -> None:
    page = people.sign_in("operator")
    page.goto(f"{people.url}/registration/")
    page.locator("textarea").first.fill(TYPED)
    page.locator("#id_applicant").fill("吕女士")
    with psycopg.connect(server.database_url, autocommit=True) as database:
        database.execute("UPDATE accounts_session SET seen_at = seen_at - interval '31 minutes'")
    page.locator("main").get_by_role("button", name="登记").click()
    page.get_by_text("登录已经过期").wait_for()
    assert TYPED in [text.input_value() for text in page.locator("textarea.typed-text").all()]
    axe(page)
    keep(page, "expired")
    page.locator("#id_username").fill("operator")
    page.locator("#id_password").fill(people.password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/account/unsent/")
    axe(page)
    keep(page, "unsent")
    page.get_by_role("button", name="现在送出").click()
    page.get_by_text("已登记，编号").wait_for()
    assert TYPED in page.locator("main").inner_text()


def test_a_staff_list_from_the_file_to_the_passwords(people: Cast, axe: Callable[[Page], None], tmp_path: Path) -> None:
    unit = [*LINA[:4], "ST-Z1", "", "2026-03-09", ""]
    files = {
        "good.xlsx": workbook(unit),
        "bad.xlsx": workbook(unit, ["zhao", "赵敏", "", "皇帝", "月球", "", "明天", ""]),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    page = come_in(people, "sysadmin")
    for name in ("bad.xlsx", "good.xlsx"):
        page.goto(f"{people.url}/accounts/import/")
        page.locator("input[type=file]").set_input_files(tmp_path / name)
        page.get_by_role("button", name="上传并检查").click()
        page.get_by_role("heading", name="名单检查结果").wait_for()
        axe(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert fits(page), f"{name} at {width}"
            keep(page, f"staff-list-{name}-{width}")
    page.get_by_role("button", name="确认导入").click()
    page.get_by_text("新建 1 个账号", exact=False).first.wait_for()
    with page.expect_download() as coming:
        page.get_by_role("button", name="下载初始密码表").click()
    assert coming.value.suggested_filename.startswith("初始密码")
    page.reload()
    assert "只能下载一次" not in page.locator("main").inner_text()
