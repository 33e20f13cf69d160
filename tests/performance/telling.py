"""How many events a second the consumer that tells people takes, and how long an inbox that is full takes to open.

`python -m tests.performance.telling [--cases 400] [--messages 100000]` works in a home folder and database of its own,
which it empties first: the demo street, cases registered, given out and accepted by the real actions. Told: events a
second where most concern somebody, and where none does; the pages of somebody who has that many messages. Method:
docs/performance.md.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from hetang.config.environment import CHECKOUT, default_home
from hetang.config.postgres import Cluster
from tests.performance.measure import STREET, _empty, _run

COUNT, MESSAGES = 400, 100_000
WARM_UP, REQUESTS = 5, 200


@dataclass(frozen=True)
class Reading:
    """Events read, messages and letters that came of them, seconds, of which Python's CPU."""

    events: int
    told: int
    seconds: float
    python: float

    def __str__(self) -> str:
        rate = f"{self.events / self.seconds:,.0f} events/s"
        return f"{self.events:,} events, {self.told:,} told, {rate}, {self.python / self.events * 1e6:,.0f} µs of Python each"


def main() -> int:
    """Exit code 0; prints the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.performance.telling", description=__doc__)
    parser.add_argument("--home", type=Path, default=default_home() / "telling", help="folder to work in; emptied")
    parser.add_argument("--cases", type=int, default=COUNT, help=f"cases, {COUNT}")
    parser.add_argument("--messages", type=int, default=MESSAGES, help=f"messages of one person, {MESSAGES}")
    chosen = parser.parse_args()
    home = chosen.home.absolute()
    _empty(home)
    os.environ.update(HETANG_HOME=str(home), HETANG_DEMO="1", DJANGO_SETTINGS_MODULE="hetang.config.settings")
    os.environ.update(HETANG_ROLE="owner", HETANG_HOSTS="localhost", HETANG_POOL_SIZE="2")
    for inherited in ("DATABASE_URL", "HETANG_SECRET_KEY", "HETANG_DEBUG"):
        os.environ.pop(inherited, None)
    with Cluster(home).running(), chdir(CHECKOUT):
        for words in (("migrate",), ("load", str(STREET))):
            _run(*words)
        _measure(chosen.cases, chosen.messages, lambda text: print(text, flush=True))
    return 0


def _measure(count: int, messages: int, say: Callable[[str], None]) -> None:
    import django

    django.setup()
    from hetang.config.processes.launch import collect_static_if_needed
    from hetang.flow.dispatch.api import accept_case, assign_case
    from hetang.ground.journal.api import sequence_new
    from tests.performance.verbs import Office

    collect_static_if_needed()
    office = Office.open()
    for number in range(count):
        case = office.register(number)
        assign_case(case, to=office.mediator, unit=office.unit, by=office.lead)
        accept_case(case, by=office.mediator)
    while sequence_new():
        pass
    say(f"much to tell: {_read()}")
    say(f"told before: {_read()}")
    with _nothing_to_tell():
        say(f"nothing to tell: {_read()}")
    for address, waits in _pages(office.mediator.pk, office.mediator.username, messages):
        middle, late = median(waits), quantiles(waits, n=20)[-1]
        say(f"{address} with {messages:,} messages: {middle:.1f} ms at the median, {late:.1f} at p95")


def _pages(account: int, username: str, messages: int) -> Iterator[tuple[str, list[float]]]:
    """Each page of this person's messages, half of them unread, and how long it took, in milliseconds."""
    from django.core.wsgi import get_wsgi_application

    from tests.performance.pages import ask, session_cookie

    _fill(account, messages)
    application, cookie = get_wsgi_application(), session_cookie(username)
    for address in ("/messages/", "/messages/?unread=1", "/messages/rules/"):
        waits = []
        for _ in range(WARM_UP + REQUESTS):
            begun = time.perf_counter()
            ask(application, address, cookie)
            waits.append((time.perf_counter() - begun) * 1000)
        yield address, waits[WARM_UP:]


def _fill(account: int, messages: int) -> None:
    """The messages that this person has, over and over, of events that never were; every second one is unread."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO notifications_message
                (account_id, event, template, version, fields, subject_kind, subject_key, link, at, read_at)
            SELECT account_id, -n, template, version, fields, subject_kind, subject_key, link, at,
                   CASE WHEN n %% 2 = 0 THEN at END
            FROM generate_series(1, %(messages)s) n
            JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS of
                  FROM notifications_message WHERE account_id = %(account)s) told ON told.place = n %% told.of
            """,
            {"account": account, "messages": messages},
        )
        cursor.execute("ANALYZE notifications_message")


def _read() -> Reading:
    """The whole journal, from its beginning."""
    from django.db import connection

    from hetang.commons.notifications.api import Letter, Message
    from hetang.flow.progress.api import Telling
    from hetang.ground.journal.api import run_once

    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_offset SET position = 0 WHERE consumer = 'telling'")
    told, events = _all_told(Message, Letter), 0
    begun, python = time.monotonic(), time.process_time()
    while taken := run_once("telling", Telling()):
        events += taken
    seconds, python = time.monotonic() - begun, time.process_time() - python
    return Reading(events, _all_told(Message, Letter) - told, seconds, python)


def _all_told(*models: object) -> int:
    return sum(model.objects.count() for model in models)  # type: ignore[attr-defined]


@contextmanager
def _nothing_to_tell() -> Iterator[None]:
    """A month later: what is read is no news to anybody."""
    from datetime import timedelta

    from hetang.ground.lib import clock

    with clock.fixed_at(clock.now() + timedelta(days=30)):
        yield


if __name__ == "__main__":
    sys.exit(main())
