"""People at their browsers: they sign in, register and work cases through the real pages, and write down what was answered."""

import http.client
import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from itertools import count
from queue import Empty, Queue

TEXT = "网上买演唱会门票，付了 500 元，票一直没有来，卖家不接电话。"
COMMUNITY = "330105008901"
PAUSE = 0.3  # seconds between two tries
TIMEOUT = 20
_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_SUBMISSION = re.compile(r'name="submission" value="([^"]+)"')
_CASE = re.compile(r"/cases/([A-Z0-9]+-\d+)/")
_PARTY = re.compile(r'name="party" value="(\d+)"')
_CANDIDATE = re.compile(r'name="to" value="(\d+:\d+)"(?: checked)?> <span><strong>([^<]+)')
# A kill shows as a connection that breaks, an answer cut short, or the proxy's own page.
Broken = (OSError, http.client.HTTPException)


class NoAnswerError(Exception):
    """Nobody knows whether it was done: the connection broke, or the answer was a 5xx."""


@dataclass
class Log:
    """What was acknowledged: number by submission, and (verb, number) of every other step."""

    registered: dict[str, str] = field(default_factory=dict)
    done: list[tuple[str, str]] = field(default_factory=list)
    unanswered: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Browser:
    """One person's browser: cookies, forms with their tokens, and no memory beyond that."""

    def __init__(self, url: str, username: str, password: str) -> None:
        self.url, self.username, self.password = url, username, password
        self._forget()

    def _forget(self) -> None:
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(cookies)

    def sign_in(self) -> None:
        """Through the form."""
        self._forget()
        page = self.get("/login/")
        self._send("/login/", {"username": self.username, "password": self.password}, page)

    def get(self, path: str) -> str:
        """The page's text, signing in again where that is needed. Raises `NoAnswerError`."""
        final, text = self._ask(path, None)
        if "/login/" in final and path != "/login/":
            self.sign_in()
            final, text = self._ask(path, None)
        return text

    def post(self, path: str, values: dict[str, str], page: str) -> str:
        """Send a form of `page`; returns the address that the answer led to. Raises `NoAnswerError`."""
        return self._send(path, values, page)

    def _send(self, path: str, values: dict[str, str], page: str) -> str:
        token = _CSRF.search(page)
        return self._ask(path, {**values, "csrfmiddlewaretoken": token[1] if token else ""})[0]

    def _ask(self, path: str, values: dict[str, str] | None) -> tuple[str, str]:
        data = urllib.parse.urlencode(values).encode() if values is not None else None
        try:
            with self.opener.open(self.url + path, data, timeout=TIMEOUT) as answer:
                return answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            if error.code >= 500:
                raise NoAnswerError(str(error)) from error
            return f"refused {error.code}", error.read().decode(errors="replace")
        except Broken as error:
            raise NoAnswerError(str(error)) from error


class Clients:
    """Operators who register, a lead who assigns, a mediator who takes and rings. `stop` ends them between two steps."""

    def __init__(self, url: str, password: str, log: Log, operators: int) -> None:
        self.url, self.password, self.log = url, password, log
        self.stop = threading.Event()
        self.to_assign: Queue[str] = Queue()
        self.to_take: Queue[str] = Queue()
        self._numbers = count(1)
        people = [("operator", self._register) for _ in range(operators)]
        people += [("station", self._assign), ("mediator", self._take)]
        self.threads = [threading.Thread(target=self._live, args=each, daemon=True) for each in people]

    def start(self) -> None:
        """Everybody begins."""
        for thread in self.threads:
            thread.start()

    def finish(self) -> None:
        """Everybody ends what they are at: a registration without an answer is sent until it has one."""
        self.stop.set()
        for thread in self.threads:
            thread.join(120)

    def _live(self, username: str, step: object) -> None:
        browser = Browser(self.url, username, self.password)
        while not self.stop.is_set():
            try:
                step(browser)  # type: ignore[operator]
            except NoAnswerError:
                self._note_silence()
                self.stop.wait(PAUSE)

    def _note_silence(self) -> None:
        with self.log.lock:
            self.log.unanswered += 1

    def _register(self, browser: Browser) -> None:
        """One call. The same form is sent again until the server says what became of it."""
        page = browser.get("/registration/")
        found = _SUBMISSION.search(page)
        if found is None:
            raise NoAnswerError("no form")
        number = next(self._numbers)
        values = {
            "text": f"{TEXT}（第 {number} 件）",
            "applicant": f"来电人{number}",
            "applicant_phone": f"160{number:08d}",
            "respondent": "卖家",
            "community": COMMUNITY,
            "channel": "hotline",
            "submission": found[1],
        }
        for turn in range(400):
            try:
                landed = browser.post("/registration/", values, page)
            except NoAnswerError:
                self._note_silence()
                threading.Event().wait(PAUSE)
                continue
            case = _CASE.search(landed)
            if case:
                with self.log.lock:
                    self.log.registered[found[1]] = case[1]
                self.to_assign.put(case[1])
                return
            # Signed out, or a token of a former session: the form is opened anew, the submission stays.
            page = browser.get("/registration/") if turn < 399 else page

    def _assign(self, browser: Browser) -> None:
        number = self._next(self.to_assign)
        if number is None:
            return
        page = browser.get(f"/cases/{number}/")
        chosen = [key for key, name in _CANDIDATE.findall(page) if "周美琴" in name]
        if chosen and "/cases/" in browser.post(f"/cases/{number}/assignment/", {"to": chosen[0]}, page):
            self._note("assign", number)
            self.to_take.put(number)

    def _take(self, browser: Browser) -> None:
        number = self._next(self.to_take)
        if number is None:
            return
        page = browser.get(f"/cases/{number}/")
        if _CASE.search(browser.post(f"/cases/{number}/acceptance/", {}, page)):
            self._note("accept", number)
        page = browser.get(f"/cases/{number}/")
        party = _PARTY.search(page)
        asked = {"party": party[1] if party else "", "outcome": "no_answer", "means": "call"}
        if _CASE.search(browser.post(f"/cases/{number}/attempts/", asked, page)):
            self._note("attempt", number)

    def _next(self, queue: "Queue[str]") -> str | None:
        try:
            return queue.get(timeout=0.5)
        except Empty:
            return None

    def _note(self, verb: str, number: str) -> None:
        with self.log.lock:
            self.log.done.append((verb, number))
