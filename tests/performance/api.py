"""Registering through the interface for programs, and by pgbench with the same statements.

    python -m tests.performance.api --home DIR                   in an empty house
    python -m tests.performance.api --home DIR --filled --write  in one made by tests.performance.million

The whole way of a request through the program without its network: middleware, token, limits, key, registration,
answer; every commit durable. Limit: a quarter of pgbench's speed. A filled house is added to, and pgbench repeats the
hashes of one registration: its journal does not verify afterwards.
"""

import argparse
import io
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from contextlib import chdir
from dataclasses import dataclass
from functools import cached_property
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from hetang.config.environment import CHECKOUT
from tests.performance.measure import STREET, _empty, _run

CLIENTS, LEAST = (1, 4), 0.25
PATIENCE = 300
DOCUMENT = CHECKOUT / "docs" / "performance.md"
BEGIN, END = "<!-- api -->", "<!-- /api -->"


def main() -> int:
    """Exit code 0 where every ratio holds the limit."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.performance.api", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--home", type=Path, required=True, help="folder to work in; emptied unless it is filled")
    parser.add_argument(
        "--filled", action="store_true", help="a house made by tests.performance.million; it is added to"
    )
    parser.add_argument("--count", type=int, default=300, help="registrations of each client, 300")
    parser.add_argument("--write", action="store_true", help="write the figures into docs/performance.md")
    chosen = parser.parse_args()
    home = chosen.home.absolute()
    if not chosen.filled:
        _empty(home)
    os.environ.update(HETANG_HOME=str(home), HETANG_DEMO="1", HETANG_POOL_SIZE="2", HETANG_HOSTS="localhost")
    os.environ.update(DJANGO_SETTINGS_MODULE="hetang.config.settings", HETANG_ROLE="owner")
    os.environ.pop("DATABASE_URL", None)
    from hetang.config.postgres import Cluster

    cluster = Cluster(home)
    with cluster.running() as url, chdir(CHECKOUT):
        if not chosen.filled:
            for words in (("migrate",), ("load", str(STREET))):
                _run(*words)
        text, worst = _measure(cluster, url, home, chosen.count)
    print(text)
    if chosen.write:
        from tests.performance.report import write_between_marks

        write_between_marks(DOCUMENT, text, BEGIN, END)
    return 0 if worst >= LEAST else 1


def _measure(cluster: Any, url: str, home: Path, count: int) -> tuple[str, float]:
    """The figures as the document shows them, and the worst ratio."""
    import django

    django.setup()
    from django.db import connection

    from hetang.config.processes.garbage import settle
    from hetang.config.processes.launch import collect_static_if_needed
    from tests.performance.replay import reaped, replay_registration
    from tests.performance.report import machine

    collect_static_if_needed()
    settle()  # as the web processes do
    version = _durable()
    keys: list[str] = []
    office = _office(keys)
    pgbench, postmaster = cluster.binaries().program("pgbench"), cluster.status().pid
    lines = [
        "| clients | Python ms | PostgreSQL ms | a second | pgbench: its own ms | PostgreSQL ms | a second | statements | ratio |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    worst = 1.0
    for clients in CLIENTS:
        python_ms, postgres_ms, speed = _act(office, lambda: reaped(postmaster), count, clients)
        script = home / "register.sql"
        replay = replay_registration(office, pgbench, url, postmaster, script, count, clients, lambda: keys[-1:])
        ratio = speed / replay.per_second
        worst = min(worst, ratio)
        cells = [str(clients), f"{python_ms:.2f}", f"{postgres_ms:.2f}", f"{speed:.0f}", f"{replay.client_ms:.2f}"]
        cells += [f"{replay.postgres_ms:.2f}", f"{replay.per_second:.0f}", str(replay.statements), f"{ratio:.2f}"]
        lines.append(f"| {' | '.join(cells)} |")
        print(lines[-1], file=sys.stderr, flush=True)
    about = f"**By the interface for programs**, {count} by each client, every commit durable. Limit: a quarter of pgbench's speed."
    text = "\n\n".join([machine(version), about, "\n".join(lines)])
    connection.close()
    return text, worst


def _durable() -> str:
    """The server's version. RuntimeError where a commit does not wait for the disk."""
    from django.db import connection

    with connection.cursor() as cursor:
        for setting in ("fsync", "synchronous_commit"):
            cursor.execute(f"SHOW {setting}")
            if cursor.fetchone() != ("on",):
                raise RuntimeError(f"{setting} is off: what is measured would not be durable")
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0]).split()[0]


def _office(keys: list[str]) -> Any:
    """The demo street's office, registering by requests; their keys come into `keys`."""
    from django.core.wsgi import get_wsgi_application
    from django.utils.functional import SimpleLazyObject

    from hetang.commons.accounts.api import Account, Rates, make_token
    from hetang.faces.api import limits
    from hetang.record.cases.api import Case
    from tests.performance.verbs import TEXT, Office

    # As fast as it goes: counted as always, refused never.
    limits.rates = lambda: Rates(token=10**9, address=10**9)

    @dataclass(frozen=True)
    class Programs(Office):
        """Registers as a program does."""

        @cached_property
        def send(self) -> Callable[[int], dict[str, Any]]:
            admin = Account.objects.get(username="sysadmin")
            token = make_token(self.operator, name="measure", scopes=["register"], days=1, by=admin).text
            return _sender(get_wsgi_application(), token, TEXT, self.community.code, keys)

        def register(self, number: int) -> Any:
            made = self.send(number)
            return SimpleLazyObject(lambda: Case.objects.get(number=made["number"]))

    found = Office.open()
    office = Programs(**{name: getattr(found, name) for name in found.__dataclass_fields__})
    office.register(1)
    return office


def _sender(
    application: Any, token: str, text: str, community: str, keys: list[str]
) -> Callable[[int], dict[str, Any]]:
    def send(number: int) -> dict[str, Any]:
        contact = {
            "text": text,
            "channel": "web",
            "applicant": f"甲{number}",
            "applicant_phone": f"139{number % 10**8:08d}",
            "respondent": f"乙{number}",
            "respondent_phone": f"138{number % 10**8:08d}",
            "community": community,
            "amount_fen": 50_000,
        }
        body = json.dumps(contact).encode()
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/api/v1/contacts",
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_HOST": "localhost",
            "HTTP_AUTHORIZATION": f"Bearer {token}",
            "HTTP_IDEMPOTENCY_KEY": f"key-{number}",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        keys[:] = [f"key-{number}"]
        told: list[str] = []
        answer = application(environ, lambda status, _headers, _error=None: told.append(status))
        content = b"".join(answer)
        answer.close()
        if not told[0].startswith("201"):
            raise RuntimeError(f"{told[0]} {content.decode()}")
        made: dict[str, Any] = json.loads(content)
        return made

    return send


def _act(office: Any, server_cpu: Callable[[], float], count: int, clients: int) -> tuple[float, float, float]:
    """CPU in ms a registration of Python and PostgreSQL, and registrations a second."""
    from django.db import connection, connections

    connections.close_all()
    connection.close_pool()  # type: ignore[attr-defined]
    context = multiprocessing.get_context("fork")
    ready, done = context.Barrier(clients + 1, timeout=PATIENCE), context.Barrier(clients + 1, timeout=PATIENCE)
    seconds = context.Array("d", clients)
    begun = [context.Process(target=_client, args=(office, n, count, ready, done, seconds)) for n in range(clients)]
    for process in begun:
        process.start()
    ready.wait()
    server, wall = server_cpu(), time.perf_counter()
    done.wait()
    wall = time.perf_counter() - wall
    for process in begun:
        process.join()
    each = 1000 / count / clients
    return sum(seconds[:]) * each, (server_cpu() - server) * each, count * clients / wall


def _client(office: Any, mine: int, count: int, ready: Barrier, done: Barrier, seconds: Any) -> None:
    from django.db import connections

    base = (os.getpid() % 90_000) * 1000
    office.send(base)
    connections.close_all()
    office.send(base + 1)
    ready.wait()
    time.sleep(0.4)  # the other side reads its counters
    used = time.process_time()
    for number in range(count):
        office.send(base + 2 + number)
    seconds[mine] = time.process_time() - used
    done.wait()
    connections.close_all()


if __name__ == "__main__":
    sys.exit(main())
