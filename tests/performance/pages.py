"""What a page costs the server: CPU, questions to the database, bytes."""

import gzip
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from statistics import median
from typing import Any
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.middleware.csrf import CSRF_SECRET_LENGTH
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hetang.commons.accounts.api import Account
from hetang.record.cases.api import Case, visible_to

CONSTANT = "constant/"
BATCHES, REQUESTS, WARM_UP = 7, 15, 5
SIGNED_OUT = ""
# (account of the demo street, state of the case that it works on)
CASE_PAGES = (
    ("station", "registered"),
    ("mediator", "assigned"),
    ("mediator", "in_progress"),
    ("followup", "resolved"),
    ("station", "resolved"),
    ("station", "closed"),
    ("leader", "archived"),
)
PEOPLE = ("operator", "station", "mediator", "followup", "leader")


@dataclass(frozen=True)
class PageCost:
    """One page as one person sees it; `cpu_ms` of the Python process a request, `ratio` to a constant answer."""

    who: str
    page: str
    cpu_ms: float
    ratio: float
    queries: int
    plain: int
    gzipped: int


def measure_pages() -> list[PageCost]:
    """The constant answer first, then every page of the house that exists."""
    application = get_wsgi_application()
    wanted = [(SIGNED_OUT, CONSTANT, f"/{CONSTANT}")]
    wanted += [(who, page, page) for page in ("/desk/", "/cases/") for who in PEOPLE]
    wanted += [(SIGNED_OUT, "/login/", "/login/"), ("operator", "/alliance/", "/alliance/")]
    wanted += [("operator", "/registration/", "/registration/"), ("leader", "/cockpit/", "/cockpit/")]
    for who, state in CASE_PAGES:
        found = _case_for(who, state)
        if found is not None:
            assignee = found.assignee.username if who == "mediator" and found.assignee else who
            wanted.append((assignee, f"/cases/… ({state})", found.get_absolute_url()))
    return [_measure(application, *row) for row in wanted]


def _case_for(who: str, state: str) -> Case | None:
    """The newest case in `state` that this account sees; a mediator stands for whoever has it in hand."""
    rows = Case.objects.all() if who == "mediator" else visible_to(Account.objects.get(username=who))
    return rows.filter(state=state).select_related("assignee").order_by("id").last()


def _measure(application: Callable[..., Any], who: str, page: str, address: str) -> PageCost:
    cookie = session_cookie(who)

    def once() -> bytes:
        return ask(application, address, cookie)

    for _ in range(WARM_UP):
        body = once()
    with CaptureQueriesContext(connection) as asked:
        once()
    # Counted at once: the next request begins by emptying the list.
    queries = sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in asked)
    # A neighbour that slows the machine slows both of a pair: their ratio is worth more than either.
    pairs = [(_batch(lambda: ask(application, f"/{CONSTANT}", "")), _batch(once)) for _ in range(BATCHES)]
    cpu, ratio = median(own for _, own in pairs), median(own / limit for limit, own in pairs)
    return PageCost(who, page, cpu, ratio, queries, len(body), len(gzip.compress(body, 6)))


def _batch(request: Callable[[], bytes]) -> float:
    begun = time.process_time()
    for _ in range(REQUESTS):
        request()
    return (time.process_time() - begun) * 1000 / REQUESTS


def session_cookie(who: str) -> str:
    """The header of a browser in which this account has signed in."""
    if not who:
        return ""
    client = Client()
    client.force_login(Account.objects.get(username=who))
    return f"sessionid={client.cookies['sessionid'].value}"


def ask(application: Callable[..., Any], address: str, cookie: str) -> bytes:
    """One request through the whole stack, as the web server hands it over. RuntimeError unless it is answered 200."""
    path, _, query = address.partition("?")
    return _answer(application, path, {"QUERY_STRING": query, "HTTP_COOKIE": cookie})


def post(application: Callable[..., Any], address: str, cookie: str, fields: Mapping[str, str]) -> bytes:
    """A form sent by the page's script, with its token. RuntimeError unless it is answered 200."""
    body, token = urlencode(fields).encode(), "t" * CSRF_SECRET_LENGTH
    environ = {
        "REQUEST_METHOD": "POST",
        "HTTP_COOKIE": f"{cookie}; {settings.CSRF_COOKIE_NAME}={token}",
        "HTTP_X_CSRFTOKEN": token,
        "HTTP_HX_REQUEST": "true",
        "HTTP_X_AUTOMATIC": "1",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    return _answer(application, address, environ)


def _answer(application: Callable[..., Any], path: str, given: Mapping[str, Any]) -> bytes:
    environ: dict[str, Any] = {"PATH_INFO": path, "HTTP_HOST": "localhost", **given}
    setup_testing_defaults(environ)
    answers: list[str] = []
    answer = application(environ, lambda status, headers, error=None: answers.append(status))
    try:
        body = b"".join(answer)
    finally:
        answer.close()
    if not answers[0].startswith("200"):
        raise RuntimeError(f"{path}: {answers[0]}")
    return body
