"""First starts: two at once make one database with two users; one that is killed leaves nothing in the way."""

import signal
from pathlib import Path

import psycopg
import pytest

from hetang.config.machine.locks import FileLock
from hetang.config.postgres import Cluster
from tests.embedded.actors import hold, server_pid, until

pytestmark = pytest.mark.faults


def test_both_use_the_same_server(home: Path) -> None:
    users = [hold(home) for _ in range(3)]
    urls = {user.wait_for("postgres://") for user in users}
    assert len(urls) == 1
    assert sum("正在创建数据库" in user.output for user in users) == 1
    pid = server_pid(home)
    for user in users[:-1]:
        assert user.finish() == 0
        assert server_pid(home) == pid
    assert users[-1].finish() == 0
    assert server_pid(home) == 0


def test_a_waiting_start_says_what_it_waits_for(home: Path) -> None:
    (home / "postgres").mkdir(parents=True)
    for folder in (home, home / "postgres"):
        folder.chmod(0o711)
    with FileLock(home / "postgres" / "start.lock") as gate:
        assert gate.try_acquire()
        user = hold(home)
        user.wait_for("another process is starting the database")
    user.wait_for("postgres://")
    assert user.finish() == 0


def test_first_start_killed_half_way_leaves_nothing_in_the_way(home: Path) -> None:
    first = hold(home)
    until(lambda: list((home / "postgres").glob("new-*/data/base")), "initdb under way")
    first.end(signal.SIGKILL)
    assert not (home / "postgres" / "data").exists()
    with Cluster(home).running() as url, psycopg.connect(url) as db:
        assert db.execute("SELECT current_user").fetchone() == ("hetang",)
