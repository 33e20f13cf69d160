"""The supervisor over stand-ins for web and worker: starts, restarts, stops, and takes its children with it."""

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from hetang.config.machine import ports
from hetang.config.machine.proc import all_pids, command_line, is_alive
from hetang.config.processes.supervisor import FIRST_PAUSE, LONGEST_PAUSE, pause
from tests.embedded.actors import Program, kill_server, server_pid, until

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("made")]


class Up(Program):
    """The stand-in of `hetang up`."""

    def __init__(self, home: Path, port: object = None) -> None:
        self.port = port or ports.choose_free()
        super().__init__("tests.embedded.programs.supervise", str(home), str(self.port))

    def wait_until_ready(self) -> None:
        self.wait_for("ready")
        self.wait_for("| tick")

    def pid_of(self, name: str) -> int:
        """The latest process number that `serving N` or `tick N` gave."""
        numbers = re.findall(rf"\| {name} (\d+)", self.output)
        return int(numbers[-1])

    def helpers(self) -> list[int]:
        """Everything that serves our port, the forked helper included."""
        words = ["tests.embedded.programs.serve", str(self.port)]
        return [pid for pid in all_pids() if command_line(pid)[-2:] == words]


@pytest.fixture
def up(home: Path) -> Iterator[Up]:
    program = Up(home)
    program.wait_until_ready()
    yield program
    program.end(signal.SIGKILL)
    for pid in program.helpers():  # the forked one follows nobody
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("order", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_stops_web_then_worker_then_database(home: Path, up: Up, order: int) -> None:
    assert up.end(order) == 0
    assert up.lines.index("worker  | half a linetick stops") < up.lines.index("hetang  | children ended")
    assert not up.helpers()
    assert server_pid(home) == 0


def test_output_carries_the_childs_name_and_whole_lines(up: Up) -> None:
    up.end()
    assert re.search(r"^web     \| serving \d+$", up.output, re.MULTILINE)
    assert "worker  | half a linetick stops" in up.output


def test_killed_worker_is_started_again(up: Up) -> None:
    before = up.pid_of("tick")
    os.kill(before, signal.SIGKILL)
    assert "-9" in up.wait_for("worker ended")
    up.wait_for("| tick", times=2)
    assert up.pid_of("tick") != before


def test_killed_web_leaves_nobody_on_its_port_and_comes_back(up: Up) -> None:
    helpers = up.helpers()
    assert len(helpers) == 2
    os.kill(up.pid_of("serving"), signal.SIGKILL)
    up.wait_for("serving", times=2)
    assert not set(helpers).intersection(up.helpers())


def test_children_die_with_a_killed_supervisor_and_the_next_takes_the_database_over(home: Path, up: Up) -> None:
    database, worker, web = server_pid(home), up.pid_of("tick"), up.pid_of("serving")
    up.end(signal.SIGKILL)
    until(lambda: not is_alive(worker) and not is_alive(web), "children died")
    assert server_pid(home) == database
    again = Up(home)
    again.wait_until_ready()
    assert server_pid(home) == database
    assert again.end() == 0
    assert server_pid(home) == 0


def test_killed_database_is_brought_back_under_the_running_children(home: Path, up: Up) -> None:
    worker = up.pid_of("tick")
    before = kill_server(home)
    up.wait_for("the database is back")
    assert server_pid(home) not in (0, before)
    assert is_alive(worker)


def test_web_that_cannot_start_ends_the_start_with_its_reason(home: Path) -> None:
    program = Up(home, "no-port")
    assert program.finish() == 1
    assert "web     | ValueError" in program.output
    assert "web did not start (exit code 1)" in program.output
    assert server_pid(home) == 0


def test_pauses_grow_and_stay_bearable() -> None:
    pauses = [pause(failures) for failures in range(1, 12)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (FIRST_PAUSE, LONGEST_PAUSE)
