"""`postmaster.pid` that lies: a dead number, a stranger's number, a zombie's, or no number at all."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from hetang.config.machine.proc import is_alive
from hetang.config.postgres import Cluster
from hetang.config.postgres.account import account_for
from tests.embedded.actors import kill_server, rows, server_pid, until

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("made")]

# As PostgreSQL's own user, since PostgreSQL itself takes another user's process for none of its own.
SLEEP = "import time; print('up', flush=True); time.sleep(600)"
ZOMBIE = "import os, time; child = os.fork() or os._exit(0); print(child, flush=True); time.sleep(600)"


@pytest.fixture
def crashed(home: Path) -> Path:
    """A home folder with ten rows, whose server was killed; the pid file is still there."""
    with Cluster(home).running() as url:
        with psycopg.connect(url) as db:
            db.execute("CREATE TABLE kept AS SELECT generate_series(1, 10) AS number")
        kill_server(home)
    assert pid_file(home).exists()
    return home


def pid_file(home: Path) -> Path:
    return home / "postgres" / "data" / "postmaster.pid"


def write_pid(home: Path, pid: int) -> None:
    lines = pid_file(home).read_text().splitlines()
    pid_file(home).write_text("\n".join([str(pid), *lines[1:]]) + "\n")


@contextmanager
def stranger(home: Path, program: str) -> Iterator[tuple[int, str]]:
    """A living process of the database's own user: its number and what it said first."""
    account = account_for(home / "postgres" / "data")
    process = subprocess.Popen(
        ["/usr/bin/python3", "-c", program], stdout=subprocess.PIPE, text=True, cwd="/", **account.switch
    )
    assert process.stdout is not None
    try:
        yield process.pid, process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()


def starts_with_its_rows(home: Path) -> None:
    with Cluster(home).running() as url:
        assert rows(url) == 10
        assert server_pid(home)


def test_number_of_a_dead_process(crashed: Path) -> None:
    starts_with_its_rows(crashed)


def test_number_that_a_stranger_has_now(crashed: Path) -> None:
    with stranger(crashed, SLEEP) as (pid, _):
        write_pid(crashed, pid)
        starts_with_its_rows(crashed)
        assert is_alive(pid), "the stranger must not be touched"


def test_number_of_a_zombie(crashed: Path) -> None:
    with stranger(crashed, ZOMBIE) as (_, said):
        until(lambda: not is_alive(int(said)), "the zombie is one")
        os.kill(int(said), 0)  # it still has its number
        write_pid(crashed, int(said))
        starts_with_its_rows(crashed)


def test_number_of_our_own_process(crashed: Path) -> None:
    write_pid(crashed, os.getpid())
    starts_with_its_rows(crashed)


@pytest.mark.parametrize("text", ["", "\0\0\0\0", "not a number\n"])
def test_no_number_at_all(crashed: Path, text: str) -> None:
    pid_file(crashed).write_text(text)
    starts_with_its_rows(crashed)


def test_living_server_is_not_disturbed_by_a_second_look(home: Path) -> None:
    with Cluster(home).running() as url:
        pid = server_pid(home)
        done = subprocess.run(
            [sys.executable, "-m", "tests.embedded.programs.hold", str(home)],
            input="",
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == url
        assert server_pid(home) == pid
        os.kill(pid, 0)
