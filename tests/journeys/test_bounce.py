"""A matter that nobody wants ends at the arbiter; another goes up to the district and comes back."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import PHONE, Cast, cast, fits
from tests.plugins.server import Server

pytestmark = pytest.mark.browser
Axe = Callable[[Page], None]
TEXT = "蔡马和瓜山交界的公共晾衣架谁来修，两边物业都说不归自己，已经吵了三天。"


@pytest.fixture
def people(browser: Browser, server: Server) -> Iterator[Cast]:
    with cast(browser, server.url) as opened:
        yield opened


def test_a_bounce_ends_at_the_arbiter_and_an_escalation_comes_back(people: Cast, axe: Axe) -> None:
    case = _operator_registers(people)
    dispatcher = people.sign_in("dispatcher")
    mediator = people.sign_in("mediator", width=PHONE)
    for reason in ("不属于本人或本驿站职责", "手头案件过多，无法及时办理"):
        _given_to(dispatcher, people.url + case, "周美琴 蔡马治理解纷驿站")
        _returned(mediator, people.url + case, reason)
    _given_to(dispatcher, people.url + case, "周美琴 蔡马治理解纷驿站")
    _appealed(mediator, people.url + case, axe)
    _ruled(dispatcher, people.url, axe)
    _taken_and_cannot_be_returned(people, people.url + case)
    _up_and_down(people, dispatcher, case, axe)


def _operator_registers(people: Cast) -> str:
    page = people.sign_in("operator")
    page.goto(f"{people.url}/registration/")
    page.get_by_label("事情经过").fill(TEXT)
    page.get_by_label("来电人").fill("钟阿姨")
    page.get_by_label("对方", exact=True).fill("物业公司")
    page.get_by_label("所在社区").select_option(label="蔡马社区")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("待分派").first).to_be_visible()
    return re.sub(r"^https?://[^/]+", "", page.url)


def _given_to(page: Page, case: str, who: str) -> None:
    page.goto(case)
    page.get_by_role("radio", name=re.compile(who)).check()
    page.get_by_role("button", name=re.compile("^(分派|改派)")).click()
    expect(page.get_by_text("等待签收")).to_be_visible()


def _returned(page: Page, case: str, reason: str) -> None:
    page.goto(case)
    page.get_by_text("退回", exact=True).first.click()
    page.get_by_label("退回原因").select_option(label=reason)
    page.locator("#return-note").fill("职责清单第 12 条；已与瓜山物业核实")
    page.get_by_role("button", name="退回").click()
    expect(page.get_by_text("已退回，由驿站负责人重新分派。")).to_be_visible()


def _appealed(page: Page, case: str, axe: Axe) -> None:
    page.goto(case)
    expect(page.get_by_text("不能再退回")).to_be_visible()
    axe(page)
    assert fits(page)
    page.get_by_text("提请裁定", exact=True).first.click()
    page.locator("#case-appeal-note").fill("晾衣架在瓜山红线内，应由瓜山驿站承办")
    page.get_by_role("button", name="提请裁定").click()
    expect(page.get_by_text("已提请裁定")).to_be_visible()


def _ruled(page: Page, url: str, axe: Axe) -> None:
    page.goto(f"{url}/dispatch/")
    axe(page)
    page.locator("#arbitration").get_by_role("link").filter(has_text="晾衣架").click()
    page.get_by_role("radio", name=re.compile("鲁其芳 瓜山")).or_(
        page.get_by_role("radio", name=re.compile("鲁其芳"))
    ).first.check()
    page.locator("#rule-note").fill("按红线图，归瓜山驿站")
    page.get_by_role("button", name="裁定承办单位").click()
    expect(page.get_by_text("不得再退回").first).to_be_visible()


def _taken_and_cannot_be_returned(people: Cast, case: str) -> None:
    page = people.sign_in("qiyang", width=PHONE)
    page.goto(case)
    expect(page.get_by_text("不能再退回")).to_be_visible()
    expect(page.get_by_text("提请裁定", exact=True)).to_have_count(0)
    page.get_by_role("button", name="签收").click()
    expect(page.get_by_text("已签收。")).to_be_visible()


def _up_and_down(people: Cast, page: Page, case: str, axe: Axe) -> None:
    page.goto(people.url + case)
    page.get_by_text("上报区级", exact=True).first.click()
    page.locator("#case-escalation-note").fill("要区住建局认定产权")
    page.get_by_role("button", name="上报区级").click()
    expect(page.get_by_text("已上报区级。")).to_be_visible()
    page.goto(f"{people.url}/dispatch/")
    page.locator("#escalated").get_by_role("link").filter(has_text="晾衣架").click()
    page.get_by_text("登记区级交回", exact=True).first.click()
    page.locator("#case-sending-down-note").fill("住建局认定属瓜山，请街道调解")
    page.get_by_role("button", name="登记区级交回").click()
    expect(page.get_by_text("已登记区级交回")).to_be_visible()
    page.goto(f"{people.url}/dispatch/")
    row = page.locator("#to-give tr").filter(has_text="晾衣架")
    expect(row).to_be_visible()
    row.get_by_role("button", name=re.compile("派出")).click()
    expect(page.get_by_text("已分派 1 件。")).to_be_visible()
    page.goto(people.url + case)
    for told in ("提请裁定", "不得再退回", "上报区级协调", "区级交回，由街道继续办理"):
        expect(page.get_by_text(told).first).to_be_visible()
    axe(page)
