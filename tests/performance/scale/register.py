"""Registering through the action and by pgbench with the same statements, with one client and with four."""

import multiprocessing
import os
import resource
import time
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from django.db import connection, connections

from hetang.config.postgres import Cluster
from tests.performance.replay import Replay, reaped, replay_registration
from tests.performance.verbs import Office

CLIENTS = (1, 4)
PATIENCE = 300  # seconds until a client that died is noticed


@dataclass(frozen=True)
class Action:
    """Registrations through the action: CPU in ms each, and how many a second."""

    python_ms: float
    postgres_ms: float
    per_second: float


def measure(cluster: Cluster, url: str, home: Path, count: int) -> str:
    """Action and pgbench in turn for each number of clients, every commit durable."""
    lines = [
        f"**Register**, {count} by each client, every commit durable. CPU in ms a registration; pgbench runs the same statements in one"
        " transaction on the same database right after. Limits: 3 ms of Python, a quarter of pgbench's speed.",
        "",
        "| clients | Python ms | PostgreSQL ms | a second | pgbench: its own ms | PostgreSQL ms | a second | ratio |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    office = Office.open()
    pgbench, postmaster = cluster.binaries().program("pgbench"), cluster.status().pid
    for clients in CLIENTS:
        action = _act(office, postmaster, count, clients)
        replay = replay_registration(office, pgbench, url, postmaster, home / "register.sql", count, clients)
        lines.append(_line(clients, action, replay))
    return "\n".join(lines)


def _line(clients: int, a: Action, r: Replay) -> str:
    cells = [str(clients)]
    cells += [f"{a.python_ms:.2f}", f"{a.postgres_ms:.2f}", f"{a.per_second:.0f}"]
    cells += [f"{r.client_ms:.2f}", f"{r.postgres_ms:.2f}", f"{r.per_second:.0f}", f"{a.per_second / r.per_second:.2f}"]
    return f"| {' | '.join(cells)} |"


def _act(office: Office, postmaster: int, count: int, clients: int) -> Action:
    # A forked process must share neither a connection nor the pool behind it.
    connections.close_all()
    connection.close_pool()  # type: ignore[attr-defined]
    context = multiprocessing.get_context("fork")
    ready, done = context.Barrier(clients + 1, timeout=PATIENCE), context.Barrier(clients + 1, timeout=PATIENCE)
    seconds = context.Array("d", clients)
    begun = [context.Process(target=_client, args=(office, n, count, ready, done, seconds)) for n in range(clients)]
    for process in begun:
        process.start()
    ready.wait()
    server, wall = reaped(postmaster), time.perf_counter()
    done.wait()
    wall = time.perf_counter() - wall
    for process in begun:
        process.join()
    each = 1000 / count / clients
    return Action(sum(seconds[:]) * each, (reaped(postmaster) - server) * each, count * clients / wall)


def _client(office: Office, mine: int, count: int, ready: Barrier, done: Barrier, seconds: Any) -> None:
    """Warm up, wait for the others, register, and say how much CPU it took."""
    base = (os.getpid() % 90_000) * 1000
    office.register(base)
    connections.close_all()
    office.register(base + 1)
    ready.wait()
    time.sleep(0.4)  # the other side reads its counters
    used = _own()
    for number in range(count):
        office.register(base + 2 + number)
    seconds[mine] = _own() - used
    done.wait()
    connections.close_all()


def _own() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
