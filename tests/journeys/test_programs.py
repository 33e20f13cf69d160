"""An administrator connects a program: a token on a page, a contact over HTTP, the document and the pages at every width."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.people import Cast, cast, fits, shot
from tests.plugins.server import Server

pytestmark = pytest.mark.browser
WIDTHS = (390, 820, 1440)
CONTACT = {"text": "楼上半夜装修，已经说过三次。", "channel": "transfer", "sender": "12345", "reference": "A-1"}


@pytest.fixture
def people(browser: Browser, server: Server) -> Iterator[Cast]:
    with cast(browser, server.url) as opened:
        yield opened


def send(url: str, token: str, body: dict[str, str] | None = None, key: str = "k-1") -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": key}
    data = json.dumps(body).encode() if body is not None else None
    try:
        with urlopen(Request(url, data, headers)) as answer:  # noqa: S310 - our own server
            return answer.status, json.load(answer)
    except HTTPError as refused:
        return refused.code, json.load(refused)


def looks_well(page: Page, axe: Callable[[Page], None], name: str) -> None:
    """At every width nothing scrolls sideways, with everything unfolded."""
    page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true })")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert fits(page), f"{name} scrolls sideways at {width}"
        if folder := os.environ.get("HETANG_SCREENS"):
            shot(page, Path(folder), f"{name}-{width}")
    axe(page)


def test_a_program_is_connected_and_cut_off(people: Cast, axe: Callable[[Page], None]) -> None:
    base = people.url
    page = people.sign_in("sysadmin", home="/accounts/")
    page.goto(f"{base}/accounts/?q=operator")
    page.locator("main tbody a").first.click()
    account = page.url
    page.locator("#tokens summary").first.click()
    page.fill("#tokens input[name=name]", "12345 平台")
    for scope in ("read", "register"):
        page.check(f"#tokens input[value={scope}]")
    page.locator("#tokens form button").first.click()
    token = page.input_value("textarea")
    looks_well(page, axe, "token-made")
    assert send(f"{base}/api/v1/me", token)[1]["scopes"] == ["read", "register"]
    first = send(f"{base}/api/v1/contacts", token, CONTACT)
    assert first[0] == 201 and send(f"{base}/api/v1/contacts", token, CONTACT) == first
    status, case = send(base + first[1]["href"], token)
    assert (status, case["state"]) == (200, "registered")
    status, problem = send(f"{base}{first[1]['href']}/voiding", token, {"note": "试试"}, "k-2")
    assert (status, problem["type"]) == (403, "urn:hetang:problem:scope")
    for address, name in ((account, "account-tokens"), ("/api/", "api-docs"), ("/webhooks/", "webhooks")):
        page.goto(address if address.startswith("http") else base + address)
        looks_well(page, axe, name)
    page.fill("input[name=url]", "https://12345.example.gov.cn/hetang")
    page.locator("form[action='/webhooks/new/'] button").click()
    looks_well(page, axe, "webhook-made")
    page.goto(f"{base}/webhooks/")
    page.locator("main tbody a").first.click()
    looks_well(page, axe, "webhook")
    page.goto(account)
    page.locator("#tokens tbody summary").first.click()
    page.fill("#tokens tbody input[name=reason]", "程序停用了")
    page.locator("#tokens tbody form button").click()
    assert send(f"{base}/api/v1/me", token)[0] == 401
    english = people.sign_in("sysadmin", language="en-GB", home="/accounts/")
    english.goto(f"{base}/api/")
    looks_well(english, axe, "api-docs-en")
