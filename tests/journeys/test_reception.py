"""A morning at the reception: five calls by keyboard alone, every key counted; a crash in the middle of a sentence."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import PHONE, Cast, cast, fits
from tests.plugins.server import Server

pytestmark = pytest.mark.browser
Axe = Callable[[Page], None]

FIRST = "楼上半夜装修敲墙，吵得睡不着"
# What each call may take beside the letters of its words and numbers: keys that move, choose and send.
MOST_KEYS = {"register": 4, "again": 5, "answer": 5, "emergency": 1, "elsewhere": 8}


class Hands:
    """Types like a person and counts: letters of what was said, and all other keys."""

    def __init__(self, page: Page) -> None:
        self.page, self.letters, self.keys = page, 0, 0

    def type(self, words: str) -> None:
        self.letters += len(words)
        self.page.keyboard.type(words)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.keys += 1
            self.page.keyboard.press(key)

    def done(self) -> int:
        """The keys since the last time."""
        keys, self.keys = self.keys, 0
        return keys


@pytest.fixture
def people(browser: Browser, server: Server) -> Iterator[Cast]:
    with cast(browser, server.url) as opened:
        yield opened


def test_five_calls_by_keyboard_alone(people: Cast, axe: Axe) -> None:
    page = people.sign_in("operator")
    hands, counted = Hands(page), {}

    # 1. A new matter: number, name, words, sent.
    _new_form(hands)
    hands.type("19900001701")
    hands.press("Enter")
    expect(page.locator("#id_applicant")).to_be_focused()
    hands.type("丁女士")
    hands.press("Tab")
    hands.type(FIRST)
    axe(page)
    hands.press("Control+Enter")
    expect(page.get_by_text("待分派").first).to_be_visible()
    number = page.url.rstrip("/").split("/")[-1]
    counted["register"] = hands.done()

    # 2. The same caller again: the case is on screen before the second sentence, and the words go to it.
    _new_form(hands)
    hands.type("19900001701")
    expect(page.locator("#caller").get_by_text(number)).to_be_visible()
    expect(page.locator("#caller").get_by_text("丁女士")).to_be_visible()
    hands.press("Tab", "Tab")
    hands.type("昨晚又敲到一点")
    hands.press("Alt+j")
    expect(page.locator("#caller button").first).to_be_focused()
    hands.press("Enter")
    page.wait_for_url(f"**/cases/{number}/")
    expect(page.get_by_text("昨晚又敲到一点")).to_be_visible()
    counted["again"] = hands.done()

    counted["answer"] = _answer_from_the_knowledge_base(hands, axe)

    # 4. A fire: no word is typed before it is passed on.
    hands.type("19900001703")
    hands.press("Alt+8")
    expect(page.get_by_text("请拨打 119", exact=False)).to_be_visible()
    counted["emergency"] = hands.done()

    # 5. Belongs to the court: told, no case. The form of the fire is still there, in case a dispute is behind it.
    page.goto(f"{people.url}/registration/")
    expect(page.locator("#id_applicant_phone")).to_be_focused()
    hands.type("19900001704")
    hands.press("Tab", "Tab")
    hands.type("法院判了对方不还钱")
    hands.press("Alt+t")
    expect(page.locator("#id_verdict")).to_be_focused()
    hands.press("ArrowDown", "Tab", "Tab", "Enter")
    expect(page.get_by_text("请向有管辖权的人民法院起诉", exact=False)).to_be_visible()
    counted["elsewhere"] = hands.done()

    assert {call: n <= MOST_KEYS[call] for call, n in counted.items()} == dict.fromkeys(MOST_KEYS, True), counted


def _answer_from_the_knowledge_base(hands: Hands, axe: Axe) -> int:
    """3. A question that the knowledge base answers: one key chooses, one answers and closes; a number pad dials."""
    page = hands.page
    _new_form(hands)
    hands.type("19900001702")
    hands.press("Tab", "Tab")
    hands.type("想问问，调解要不要钱")
    expect(page.locator("#articles")).to_be_visible()
    axe(page)
    page.keyboard.press("Alt+Numpad1")
    expect(page.locator("#id_text")).to_be_focused()
    with page.expect_response("**/registration/hints/"):
        hands.press("Alt+1")
    # The words were left, so the hints came again: what was chosen still is.
    expect(page.locator("#articles button").first).to_be_focused()
    hands.press("Enter")
    expect(page.get_by_text("已答复并结案")).to_be_visible()
    return hands.done()


def _new_form(hands: Hands) -> None:
    hands.press("n")
    hands.page.wait_for_url("**/registration/")
    expect(hands.page.locator("#id_applicant_phone")).to_be_focused()
    expect(hands.page.locator("#id_text")).to_have_value("")


def test_a_crash_a_closed_tab_and_an_expired_login_lose_nothing(people: Cast, server: Server) -> None:
    page = people.sign_in("operator2")
    page.goto(f"{people.url}/registration/")
    page.locator("#id_text").fill("写到一半浏览器没了")
    expect(page.locator("#draft-state")).to_contain_text("已存草稿")
    page.close()
    again = people.sign_in("operator2")
    again.goto(f"{people.url}/registration/")
    again.get_by_role("link", name="写到一半浏览器没了").click()
    expect(again.locator("#id_text")).to_have_value("写到一半浏览器没了")
    # The login goes while somebody types: the page says so and keeps the words; the sign-in page carries them along.
    with psycopg.connect(server.database_url, autocommit=True) as database:
        database.execute("UPDATE accounts_session SET seen_at = seen_at - interval '31 minutes'")
    again.locator("#id_text").press("End")
    again.keyboard.type("，又接着写")
    expect(again.locator("#draft-state")).to_contain_text("登录已过期")
    again.get_by_role("button", name="存草稿").click()
    again.locator("#id_username").fill("operator2")
    again.locator("#id_password").fill(people.password)
    again.locator("#id_password").press("Enter")
    again.get_by_role("button", name="现在送出").click()
    again.wait_for_url("**/registration/?draft=*")
    expect(again.locator("#id_text")).to_have_value("写到一半浏览器没了，又接着写")


def test_missed_calls_are_rung_back_in_one_tap_a_try(people: Cast, axe: Axe) -> None:
    page = people.sign_in("operator", width=PHONE)
    page.goto(f"{people.url}/call-backs/")
    page.locator("#id_phone").fill("199 0000 1788")
    page.get_by_role("button", name="记录", exact=True).click()
    expect(page.get_by_text("199****1788")).to_be_visible()
    axe(page)
    assert fits(page)
    page.get_by_role("button", name="未接通").click()
    expect(page.get_by_text("已试 1 次")).to_be_visible()
    page.get_by_role("button", name="显示号码").click()
    expect(page.get_by_role("link", name="拨打")).to_have_attribute("href", "tel:19900001788")
    page.get_by_role("button", name="接通，登记").click()
    expect(page.get_by_text("正在回电")).to_be_visible()
    assert fits(page)


def test_the_reception_in_english(people: Cast, axe: Axe) -> None:
    page = people.sign_in("operator")
    page.get_by_role("button", name="English").first.click()
    for address in (
        "/registration/",
        "/contacts/",
        "/call-backs/",
        "/callers/flags/",
        "/knowledge/",
        "/knowledge/new/",
    ):
        page.goto(people.url + address)
        axe(page)
        words = " ".join(page.locator("h1, h2, nav, th, button, label, summary, legend").all_inner_texts())
        assert not any("\u4e00" <= sign <= "\u9fff" for sign in words.replace("中文", "")), f"{address}: {words}"
