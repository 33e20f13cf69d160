"""kill -9 of PostgreSQL and of its user: no acknowledged row is lost, the next start comes up."""

import contextlib
import os
import signal
import threading
import time
from pathlib import Path

import psycopg
import pytest

from hetang.config.postgres import Cluster
from hetang.config.postgres.pidfile import orphans
from tests.embedded.actors import Writer, hold, kill_server, rows, server_pid

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("made")]


def test_killed_server_comes_back_with_every_acknowledged_row(home: Path) -> None:
    cluster = Cluster(home)
    with cluster.running() as url:
        writer = Writer(url)
        writer.write_some()
        before = kill_server(home)
        writer.join()
        assert not cluster.is_ready()
        again = cluster.ensure()
        assert again == url
        assert server_pid(home) not in (0, before)
        assert rows(url) >= writer.acknowledged


def test_server_of_a_killed_user_is_taken_over_and_stopped(home: Path) -> None:
    user = hold(home)
    url = user.wait_for("postgres://")
    writer = Writer(url)
    writer.write_some()
    pid = server_pid(home)
    user.end(signal.SIGKILL)
    assert server_pid(home) == pid, "the server should outlive its user"
    with Cluster(home).running() as again:
        assert (again, server_pid(home)) == (url, pid)
        told = writer.acknowledged  # it is still writing
        assert rows(url) >= told
    assert server_pid(home) == 0


def test_server_and_user_killed_together(home: Path) -> None:
    user = hold(home)
    url = user.wait_for("postgres://")
    writer = Writer(url)
    writer.write_some()
    os.kill(user.pid, signal.SIGKILL)
    kill_server(home)
    writer.join()
    user.end(signal.SIGKILL)
    with Cluster(home).running() as again:
        assert rows(again) >= writer.acknowledged


def test_a_start_waits_for_a_session_that_outlives_its_killed_server(home: Path) -> None:
    cluster = Cluster(home)
    with cluster.running() as url:
        busy = threading.Thread(target=_compute, args=[url])
        busy.start()
        time.sleep(0.5)
        pid = kill_server(home)
        assert orphans(cluster.data), "the busy session should still be there"
        cluster.ensure()
        assert server_pid(home) not in (0, pid)
        busy.join()


def _compute(url: str) -> None:
    """A session that does not look up while it computes, so it does not notice that its server is gone."""
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url) as db:
        db.execute("SELECT sum(sqrt(n)) FROM generate_series(1, 12000000) n")
