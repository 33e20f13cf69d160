"""New cases and messages on open desks: a question a second that costs next to nothing, answered before anything else is done.

A page carries a sealed note of who watches whose cases (marks of scope, as in `record.finding`). With it the browser
asks what came in; the answer is a 304 or the keys of the cases and how many messages are unread. The rows themselves are
fetched as any page is, past login and scope. Why: docs/decisions/0020-live.md.
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified

from hetang.commons.accounts.api import Account
from hetang.commons.notifications.api import MARK, hear_of_new, unread_count
from hetang.ground.journal.api import arrivals
from hetang.record.cases.api import STREAM, Case
from hetang.record.finding.api import mark, scope_marks

ADDRESS = "/live/news/"
NOTE = "X-Watching"
UNREAD = "X-Unread"
SALT = "desk.live.2"
# How long a page is told of news; then it says that it must be loaded anew. Nobody's login lives longer idle.
NOTE_SECONDS = 30 * 60
# One look at the journal serves everybody who asks in this time.
LOOK_SECONDS = 0.3
# News stay in the answer so long: a browser that slept through some questions misses nothing.
KEPT_SECONDS = 60.0
# Whom an event is news for: a new case its place and unit, a case given to somebody that person.
REGISTERED, GIVEN = ("register",), ("assign", "hand_over")
# From then on the case may be no news by place any more.
KEPT_BACK = ("set_sensitivity",)
# So many at the very same moment were brought in as a file: nobody wants those rows on a desk.
BULK = 10
# In one answer; who slept through more loads the page.
MOST = 50


@dataclass(frozen=True)
class Item:
    """A case that came to somebody: whom it concerns (marks), when it happened, when this process heard of it."""

    case: int
    marks: frozenset[str]
    at: float
    heard: float


class News:
    """What came in lately, kept by each process for all who ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looked = 0.0
        self._position: int | None = None
        self._message: int | None = None
        self._known: dict[int, Item] = {}

    def of(self, marks: Iterable[str]) -> list[Item]:
        """The news for these marks, oldest first."""
        self._look()
        watched = set(marks)
        return [item for item in list(self._known.values()) if item.marks & watched]

    def _look(self) -> None:
        now = time.monotonic()
        if now - self._looked < LOOK_SECONDS or not self._lock.acquire(blocking=False):
            return
        try:
            self._position, found = arrivals(STREAM, REGISTERED + GIVEN + KEPT_BACK, self._position)
            together = Counter(at for _, _, verb, at in found if verb in REGISTERED)
            fresh = {e: (key, verb, at) for e, key, verb, at in found if e not in self._known and together[at] < BULK}
            cases = Case.objects.in_bulk({key for key, _, _ in fresh.values()}) if fresh else {}
            again = {key for key, verb, _ in fresh.values() if verb in KEPT_BACK}
            kept = {
                event: item
                for event, item in self._known.items()
                if now - item.heard < KEPT_SECONDS and item.case not in again
            }
            for event, (key, verb, at) in fresh.items():
                if key in cases:
                    kept[event] = Item(key, _concerned(cases[key], verb), at.timestamp(), now)
            self._message = hear_of_new(self._message)
            self._known, self._looked = kept, time.monotonic()
        finally:
            self._lock.release()


def _concerned(case: Case, verb: str) -> frozenset[str]:
    if verb in KEPT_BACK:
        return frozenset()
    if verb in GIVEN:
        return frozenset({mark("a", case.assignee_id)}) if case.assignee_id else frozenset()
    # Of a sensitive or sealed case not even its coming is told by place.
    if case.sensitivity != Case.Sensitivity.NORMAL:
        return frozenset()
    places = {mark("d", case.district), mark("s", case.street), mark("c", case.community), mark("u", case.unit_id)}
    return frozenset(places)


def note_for(user: Account) -> str:
    """What a page of this person watches, sealed so that nobody watches anything else."""
    marks = sorted(scope_marks(user))
    return signing.dumps([user.pk, marks], salt=SALT, compress=True) if marks else ""


news = News()


class LiveNews:
    """First of all middleware: no session, no account and, but for one look in LOOK_SECONDS and a count for each who asks
    in half a minute, no database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info != ADDRESS:
            return self.get_response(request)
        try:
            account, marks = signing.loads(request.headers.get(NOTE, ""), salt=SALT, max_age=NOTE_SECONDS)
        except signing.BadSignature:
            return _plain(HttpResponse(status=401))
        found = news.of(marks)[-MOST:]
        unread = str(unread_count(account, request.COOKIES.get(MARK, "")[:40]))
        # What is told is itself the mark of the answer: two processes that know the same say the same.
        tag = '"' + "-".join([unread, *(str(item.case) for item in found)]) + '"'
        if request.headers.get("If-None-Match") == tag:
            return _plain(HttpResponseNotModified(headers={"ETag": tag}))
        body = json.dumps([[item.case, item.at] for item in found])
        return _plain(HttpResponse(body, content_type="application/json", headers={"ETag": tag, UNREAD: unread}))


def _plain(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
