"""The people of a journey: a browser window each, signed in, at the width of their screen."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import yaml
from playwright.sync_api import Browser, Page

from tests.plugins.clones import ROOT

ACCOUNTS = ROOT / "demo" / "shangtang" / "accounts.yaml"
PHONE, DESK = 390, 1440


class Cast:
    """Opens one window for each person, so that five people can work beside each other."""

    def __init__(self, browser: Browser, url: str, stack: ExitStack) -> None:
        self.browser, self.url, self.stack = browser, url, stack
        self.password = yaml.safe_load(ACCOUNTS.read_text(encoding="utf-8"))["password"]

    def sign_in(self, username: str, width: int = DESK, language: str = "zh-CN", home: str = "/desk/") -> Page:
        """A page on which `username` has signed in through the form; administrators land on another `home`."""
        context = self.browser.new_context(locale=language, viewport={"width": width, "height": 900})
        self.stack.callback(context.close)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(f"{self.url}/login/")
        page.locator("#id_username").fill(username)
        page.locator("#id_password").fill(self.password)
        page.locator("#id_password").press("Enter")
        page.wait_for_url(f"**{home}")
        return page


@contextmanager
def cast(browser: Browser, url: str) -> Iterator[Cast]:
    """A cast whose windows close at the end."""
    with ExitStack() as stack:
        yield Cast(browser, url, stack)


def fits(page: Page) -> bool:
    """Nothing makes the page scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def shot(page: Page, folder: Path, name: str) -> None:
    """A picture for people to look at."""
    page.screenshot(path=folder / f"{name}.png", full_page=True)
