"""Operators who take calls as the page takes them, and dispatchers who hand out what the desk suggests."""

import random
import re
import threading
import time
from collections import defaultdict
from queue import Empty, Queue

from tests.performance.chaos.clients import Browser, NoAnswerError

TEXTS = (
    "楼上半夜装修，噪音很大，物业不管，希望调解。",
    "租房到期，房东不退押金三千五百元，说墙面有划痕。",
    "网上买的门票一直没有出票，卖家不接电话，要求退款 500 元。",
    "邻居在楼道堆放纸箱和杂物，说了几次都不搬。",
    "装修公司收了定金两万块就不来了，上周三还答应开工。",
)
_SUBMISSION = re.compile(r'name="submission" value="([^"]+)"')
_CASE = re.compile(r"/cases/([A-Z0-9]+-\d+)/")
_ROW = re.compile(
    r'name="seen-([^"]+)" value="([^"]+)"><select name="to-[^"]+"[^>]*><option value="([^"]+)"',
)
LOOK_SECONDS = 10.0


class Clock:
    """What each page cost, by its name, as its browser saw it; and what was acknowledged."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.registered: dict[str, str] = {}
        self.assigned = 0  # counted where it is proved: a colleague may have been quicker
        self.unanswered = 0
        self._lock = threading.Lock()

    def ask(self, name: str, browser: Browser, path: str, values: dict[str, str] | None = None, page: str = "") -> str:
        """Ask for a page and note how long it took; for a post the address that it led to."""
        begun = time.perf_counter()
        try:
            return browser.get(path) if values is None else browser.post(path, values, page)
        except NoAnswerError:
            with self._lock:
                self.unanswered += 1
            raise
        finally:
            took = time.perf_counter() - begun
            with self._lock:
                self.seconds[name].append(took)

    def keep(self, submission: str, number: str) -> None:
        """A registration was acknowledged."""
        with self._lock:
            self.registered[submission] = number


class Office:
    """Everybody at work: `calls` holds the numbers of those who wait on the line."""

    def __init__(self, url: str, password: str, clock: Clock) -> None:
        self._url, self._password, self._clock = url, password, clock
        self.calls: Queue[int] = Queue()
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []

    def seat(self, operators: list[str], dispatchers: list[str]) -> None:
        """Everybody signs in, so that the morning begins at open desks."""
        for names, work in ((operators, self._operate), (dispatchers, self._dispatch)):
            for name in names:
                browser = Browser(self._url, name, self._password)
                browser.sign_in()
                self._threads.append(threading.Thread(target=work, args=(browser,), daemon=True))

    def open(self) -> None:
        """The lines are open."""
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """No more calls; who is on the line is served first."""
        self.calls.join()
        self._over.set()
        for thread in self._threads:
            thread.join(120)

    def _operate(self, browser: Browser) -> None:
        while not self._over.is_set():
            try:
                number = self.calls.get(timeout=0.5)
            except Empty:
                continue
            try:
                self._take(browser, number)
            except NoAnswerError:
                self.calls.put(number)
            finally:
                self.calls.task_done()

    def _take(self, browser: Browser, number: int) -> None:
        """One call: the number first, words with two pauses, hints and a draft at each, then registered."""
        ask = self._clock.ask
        page = ask("registration", browser, "/registration/")
        found = _SUBMISSION.search(page)
        if found is None:
            raise NoAnswerError("no form")
        text, phone = TEXTS[number % len(TEXTS)], f"139{number % 4000:08d}"
        ask("caller match", browser, "/registration/caller/", {"applicant_phone": phone}, page)
        typed = {"applicant_phone": phone, "submission": found[1]}
        for words in (text[: len(text) // 2], text):
            typed["text"] = words
            ask("hints", browser, "/registration/hints/", typed, page)
            ask("suggestions", browser, "/registration/suggestions/", typed, page)
            ask("draft", browser, "/registration/draft/", typed, page)
        sent = {**typed, "applicant": f"来电人{number}", "channel": "hotline", "kind": "dispute", "then": "register"}
        landed = ask("register", browser, "/registration/", sent, page)
        case = _CASE.search(landed)
        if case is None:
            raise NoAnswerError(f"led to {landed}")
        self._clock.keep(found[1], case[1])
        ask("case", browser, f"/cases/{case[1]}/")

    def _dispatch(self, browser: Browser) -> None:
        dice = random.Random(browser.username)  # noqa: S311 - which case, no secret
        while not self._over.wait(0.2):
            try:
                page = self._clock.ask("dispatch desk", browser, "/dispatch/")
                rows = _ROW.findall(page)
                if not rows:
                    self._over.wait(LOOK_SECONDS / 5)
                    continue
                # Each looks after other cases, as colleagues at one desk do.
                number, last, to = dice.choice(rows)
                sent = {"only": number, f"to-{number}": to, f"seen-{number}": last}
                self._clock.ask("assign", browser, "/dispatch/assignments/", sent, page)
            except NoAnswerError:
                self._over.wait(1)
