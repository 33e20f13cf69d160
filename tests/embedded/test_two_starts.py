"""Two starts at once on an empty folder: one database, two users."""

from pathlib import Path

import pytest

from hetang.config.machine.locks import FileLock
from tests.embedded.actors import hold, server_pid

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
