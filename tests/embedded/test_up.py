"""The real `hetang up`: database, web and worker of this checkout, from a cold start to kill -9."""

import os
import re
import shutil
import signal
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from hetang.config.machine import ports
from hetang.config.machine.proc import all_pids, command_line
from tests.embedded.actors import Program, kill_server, new_folder, server_pid, until
from tests.embedded.conftest import clean_up

pytestmark = pytest.mark.faults

NOBODY = 599


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """One home folder for all, since a cold start makes every table."""
    parent = new_folder("up")
    yield parent / "home"
    clean_up(parent / "home")
    shutil.rmtree(parent)


def up(home: Path, port: int) -> Program:
    return Program("hetang", "up", "--port", str(port), home=home, DATABASE_URL="")


@pytest.fixture(scope="module")
def port() -> int:
    return ports.choose_free()


@pytest.fixture
def running(home: Path, port: int) -> Iterator[Program]:
    program = up(home, port)
    program.wait_for("Hetang is ready")
    yield program
    program.end(signal.SIGKILL)
    until(lambda: not children(port), "web and worker died with hetang up")


def children(port: int) -> list[int]:
    """Granian and its workers on our port. Each carries the port in its command line."""
    return [pid for pid in all_pids() if str(port) in (words := command_line(pid)) and "granian" in words]


def status_of(port: int, path: str = "/") -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as refusal:
        return refusal.code
    except OSError:
        return NOBODY


def test_answers_and_stops_leaving_nothing(home: Path, port: int, running: Program) -> None:
    assert status_of(port) < 500
    assert running.end(signal.SIGINT) == 0
    assert not children(port)
    assert server_pid(home) == 0


def test_warm_start_does_nothing_again(running: Program) -> None:
    # How long it takes is measured, not tested: docs/subsystems/embedded-database.md.
    assert "updating" not in running.output
    assert "preparing static" not in running.output
    assert running.end() == 0


def test_second_start_says_who_runs_and_changes_nothing(home: Path, port: int, running: Program) -> None:
    second = up(home, ports.choose_free())
    assert second.finish() == 1
    assert f"pid {running.pid}" in second.output
    assert f"http://127.0.0.1:{port}/" in second.output
    assert status_of(port) < 500


def test_taken_port_is_named_with_the_option(home: Path, port: int, running: Program) -> None:
    other = up(home.parent / "other", port)
    assert other.finish() == 1
    assert re.search(rf"端口 {port} 已被进程 \d+ .*--port {port + 1}", other.output)
    clean_up(home.parent / "other")


def test_killed_up_takes_web_along_and_the_next_start_takes_the_database_over(
    home: Path, port: int, running: Program
) -> None:
    database = server_pid(home)
    running.end(signal.SIGKILL)
    until(lambda: not children(port), "web died with hetang up")
    assert server_pid(home) == database
    again = up(home, port)
    again.wait_for("Hetang is ready")
    assert server_pid(home) == database
    assert again.end() == 0


def test_killed_web_process_comes_back_with_new_workers(port: int, running: Program) -> None:
    before = children(port)
    os.kill(min(before), signal.SIGKILL)
    running.wait_for("web ended (-9)")
    until(lambda: status_of(port) < 500, "pages work again")
    assert not set(before).intersection(children(port))


def test_killed_database_comes_back_under_the_running_pages(home: Path, port: int, running: Program) -> None:
    assert status_of(port, "/login/") < 500
    kill_server(home)
    running.wait_for("the database is back")
    until(lambda: status_of(port, "/login/") < 500, "pages work again")
