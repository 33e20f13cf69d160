"""Every page that a link leads to, found by following links: none scrolls sideways, none shows a raw code.

`test_look.py` knows some pages by name; this one cannot forget a page that was added later.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Error, Page

from tests.journeys.people import Cast, cast, fits
from tests.plugins.server import Server

pytestmark = pytest.mark.browser
WIDTHS = (390, 820, 1440)
PEOPLE = {
    "operator": "/desk/",
    "station": "/desk/",
    "mediator": "/desk/",
    "followup": "/desk/",
    "leader": "/desk/",
    "sysadmin": "/accounts/",
    "secadmin": "/accounts/",
    "auditor": "/accounts/",
}
# A page of the same kind looks like its neighbour: one of each route, two where the state decides what stands there.
EACH = {"case": 4}
MOST = 120
# axe takes a second: a page that several people may open is asked once, the case's page for everyone.
ALWAYS = {"case", "desk"}
RAW = re.compile(r"\b[a-z]+_[a-z_]+\b|\bNone\b|%\(|&lt;|\{\{|\}\}")


@pytest.fixture
def people(browser: Browser, year_server: Server) -> Iterator[Cast]:
    with cast(browser, year_server.url) as opened:
        yield opened


@pytest.fixture(scope="module")
def examined() -> set[str]:
    """Routes that axe has seen, over all people."""
    return set()


def _links(page: Page, base: str) -> list[str]:
    """Addresses of this site that the page leads to, without what follows #, in their order."""
    found = page.eval_on_selector_all("a[href]", "all => all.filter(a => !a.download).map(a => a.href)")
    return list(dict.fromkeys(address.split("#")[0] for address in found if address.startswith(base)))


def _route(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        pytest.fail(f"a link leads to {address}, which is no page")


@pytest.mark.parametrize("username", PEOPLE)
def test_every_page_reached_by_links_fits_and_speaks_plainly(
    people: Cast, axe: Callable[[Page], None], examined: set[str], username: str
) -> None:
    home = PEOPLE[username]
    page = people.sign_in(username, home=home)
    waiting, seen, visited = deque([people.url + home]), dict[str, int](), set[str]()
    while waiting and len(visited) < MOST:
        address = waiting.popleft()
        route = _route(address)
        if address in visited or seen.get(route, 0) >= EACH.get(route, 1):
            continue
        visited.add(address)
        seen[route] = seen.get(route, 0) + 1
        try:
            answer = page.goto(address)
        except Error as error:
            assert "Download is starting" in str(error), error.message
            continue
        assert answer is not None
        assert answer.status == 200, f"{username}: a link leads to {address}, which answers {answer.status}"
        waiting.extend(_links(page, people.url))
        _looks_well(page, address)
        if route in ALWAYS or route not in examined:
            examined.add(route)
            axe(page)
    assert len(seen) >= 3


def _looks_well(page: Page, address: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert fits(page), f"{address} scrolls sideways at {width}"
    words = page.locator("main").inner_text()
    assert not RAW.search(words), f"raw code on {address}: {RAW.search(words)} in {words[:600]}"
