"""The gallery's pages in a real browser: accessibility, narrow screens, and what the script adds."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[4]
NAMES = ("parts", "queue", "cockpit", "form", "login", "refused", "missing", "server-error", "offline")
# Layout changes with the width, colours with the theme, the length of words with the language.
LOOKS = {"zh-light": (390, 820, 1440), "zh-dark": (1440,), "en-light": (390,)}
# Forms of the gallery lead nowhere: note what would have been sent, after the page's own script has had its say.
WATCH = """() => { window.sent = []; document.addEventListener('submit', (event) => {
  if (event.target.method === 'dialog') return;
  if (!event.defaultPrevented) window.sent.push(event.submitter?.textContent ?? '');
  event.preventDefault(); }); }"""


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the gallery, made by its own command."""
    out = tmp_path_factory.mktemp("gallery")
    subprocess.run([sys.executable, "-m", "tooling.gallery", str(out)], cwd=ROOT, check=True)
    return out


@pytest.fixture
def open_page(browser: Any, gallery: Path) -> Iterator[Callable[..., Any]]:
    """`open_page("queue-zh-light", 390)`: that page, watched; any script error fails the test."""
    contexts: list[Any] = []
    errors: list[str] = []

    def opened(name: str, width: int = 1440) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, has_touch=width < 900)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto((gallery / f"{name}.html").as_uri())
        page.evaluate(WATCH)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("look", LOOKS)
def test_every_page_can_be_used_by_everybody(open_page: Any, axe: Any, name: str, look: str) -> None:
    for width in LOOKS[look]:
        page = open_page(f"{name}-{look}", width)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is wider than {width} px"


@pytest.mark.parametrize("name", ["parts", "queue", "form", "login"])
def test_fingers_find_everything_on_a_phone(open_page: Any, name: str) -> None:
    small = open_page(f"{name}-zh-light", 390).evaluate(
        """[...document.querySelectorAll('button, .button, .tabs a, .rail nav a, input:not([type=hidden]), select')]
        .filter((el) => el.getClientRects().length)
        .map((el) => el.closest('label, .field.checkbox') ?? el)
        .filter((el) => el.getBoundingClientRect().height < 44)
        .map((el) => el.outerHTML.slice(0, 80))"""
    )
    assert small == []


def test_a_key_presses_its_button_but_not_while_typing(open_page: Any) -> None:
    page = open_page("parts-zh-light")
    page.keyboard.press("a")
    assert page.evaluate("sent.length") == 1
    queue = open_page("queue-zh-light")
    queue.keyboard.press("/")
    queue.keyboard.type("na")
    assert queue.locator("#q").input_value() == "na"


def test_a_question_mark_shows_the_keys_of_this_page(open_page: Any) -> None:
    page = open_page("parts-zh-light")
    page.keyboard.press("?")
    assert page.locator("#keys-dialog").is_visible()
    assert "签收" in page.locator("#keys-here").inner_text()
    page.keyboard.press("Escape")
    assert not page.locator("#keys-dialog").is_visible()


@pytest.mark.parametrize(("answer", "sent"), [("确定", 1), ("再想想", 0)])
def test_a_grave_step_is_asked_about_first(open_page: Any, answer: str, sent: int) -> None:
    page = open_page("parts-zh-light")
    page.get_by_role("button", name="退回").click()
    assert "退回后由站长重新派单" in page.locator("#confirm-text").inner_text()
    assert page.evaluate("sent.length") == 0
    page.locator("#confirm-dialog").get_by_role("button", name=answer).click()
    page.wait_for_timeout(50)
    assert page.evaluate("sent.length") == sent


def test_a_button_pressed_twice_sends_once(open_page: Any) -> None:
    page = open_page("parts-zh-light")
    page.get_by_role("button", name="签收").dblclick()
    assert page.evaluate("sent.length") == 1


def test_without_network_nothing_is_sent_and_nothing_lost(open_page: Any) -> None:
    page = open_page("form-zh-light")
    page.locator("#id_text").fill("卖家不接电话")
    page.context.set_offline(True)
    page.get_by_role("button", name="保存并派单").click()
    assert page.evaluate("sent.length") == 0
    assert page.locator("#network-banner").is_visible()
    assert page.locator("#id_text").input_value() == "卖家不接电话"
    page.context.set_offline(False)
    page.wait_for_timeout(50)
    assert not page.locator("#network-banner").is_visible()


def test_the_menu_of_a_phone_opens_and_closes(open_page: Any) -> None:
    page = open_page("queue-zh-light", 390)
    assert not page.locator("#rail").is_visible()
    page.locator(".topbar [data-menu]").click()
    assert page.locator("#rail").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#rail").is_visible()


def test_dark_first_pages_are_dark_unless_light_was_chosen(open_page: Any, gallery: Path) -> None:
    auto = (gallery / "cockpit-zh-auto.html").read_text(encoding="utf-8")
    light = (gallery / "cockpit-zh-light.html").read_text(encoding="utf-8")
    assert 'dark.css" media="all"' in auto
    assert 'dark.css" media="not all"' in light
    ground = open_page("cockpit-zh-auto").evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(13, 22, 21)"
