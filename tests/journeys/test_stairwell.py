"""The second story: boxes in a stairwell, two neighbours, one visit, one clause of the covenant (其杨工作室)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import PHONE, Cast, cast, fits
from tests.plugins.server import Server

pytestmark = pytest.mark.browser


def test_one_visit_and_one_clause_settle_it(browser: Browser, server: Server, axe: Callable[[Page], None]) -> None:
    with cast(browser, server.url) as people:
        _registers_a_visitor(people)
        page = _studio_accepts(people)
        _visits_both(page)
        axe(page)
        _settles_by_the_covenant(page)
        _closes_after_two_days(people)


def _registers_a_visitor(people: Cast) -> None:
    page = people.sign_in("operator")
    page.goto(f"{people.url}/registration/")
    page.get_by_label("事情经过").fill("瓜山新苑 3 幢 2 单元楼道堆了十几个纸箱，老人差点摔倒，和对门吵了起来。")
    page.get_by_label("来电人").fill("丁阿姨")
    page.get_by_label("对方", exact=True).fill("孔师傅")
    page.get_by_label("来源").select_option(label="来访")
    page.get_by_label("所在社区").select_option(label="瓜山社区")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("邻里", exact=True)).to_be_visible()
    expect(page.get_by_text("接到来访")).to_be_visible()


def _studio_accepts(people: Cast) -> Page:
    station = people.sign_in("station3")
    station.locator("#to-assign").get_by_role("link").filter(has_text="瓜山新苑").click()
    station.get_by_role("radio", name=re.compile("鲁其芳 其杨工作室")).check()
    station.get_by_role("button", name="分派").click()
    expect(station.get_by_text("等待签收")).to_be_visible()
    page = people.sign_in("qiyang", width=PHONE)
    page.locator("#to-take").get_by_role("link").first.click()
    page.get_by_role("button", name="签收").click()
    return page


def _visits_both(page: Page) -> None:
    for name, outcome in (("丁阿姨", "同意调解"), ("孔师傅", "同意调解")):
        block = page.locator("details.attempt").filter(has_text=name)
        if block.get_attribute("open") is None:
            block.locator("summary").click()
        block.get_by_label("联系方式").select_option(label="上门")
        block.get_by_role("button", name=outcome).click()
        expect(page.get_by_text(re.compile(f"上门联系.*{name}：{outcome}"))).to_be_visible()
    page.get_by_role("button", name="已告知权利义务").click()
    page.get_by_role("button", name="开始调解").click()
    # Law and covenant are at hand before the terms are written.
    page.get_by_text("瓜山社区居民公约第 3 条").last.click()
    expect(page.get_by_text("楼道是大家的逃生路").last).to_be_visible()
    assert fits(page)


def _settles_by_the_covenant(page: Page) -> None:
    page.get_by_label("或者做什么").first.fill("今天把楼道纸箱全部搬走，今后不再堆放")
    page.get_by_text("引用公约和法律").click()
    page.get_by_role("checkbox", name="瓜山社区居民公约第 3 条").check()
    page.get_by_role("button", name="记录协议").click()
    expect(page.get_by_text("孔师傅：今天把楼道纸箱全部搬走")).to_be_visible()
    expect(page.get_by_text("引用：瓜山社区居民公约第 3 条")).to_be_visible()
    page.get_by_role("button", name="已履行").click()
    for _ in range(2):
        page.get_by_text("核对身份").first.click()
        page.get_by_role("button", name="工作人员熟识").first.click()
    page.get_by_role("button", name="报结").click()
    expect(page.get_by_text("待回访结案").first).to_be_visible()


def _closes_after_two_days(people: Cast) -> None:
    asked = people.sign_in("followup")
    asked.get_by_role("button", name="+1 天").click()
    asked.get_by_role("button", name="+1 天").click()
    asked.locator("#follow-up").get_by_role("link").filter(has_text="瓜山新苑").click()
    asked.get_by_label("已解决").check()
    asked.get_by_label("满意", exact=True).check()
    asked.get_by_role("button", name="登记回访").click()
    expect(asked.get_by_text("：已解决，满意")).to_be_visible()
    station = people.sign_in("station3")
    station.locator("#to-close").get_by_role("link").filter(has_text="瓜山新苑").click()
    station.get_by_role("button", name="结案").click()
    station.get_by_role("button", name="归档").click()
    expect(station.get_by_text("必备材料齐全")).to_be_visible()
