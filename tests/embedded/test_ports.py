"""A taken port: the database moves on, the web process says who has it and what to type."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from hetang.config.machine import ports
from hetang.config.postgres import Cluster
from hetang.config.processes.web import require_free
from hetang.config.trouble import SetupError
from tests.embedded.actors import kill_server


@contextmanager
def listening(port: int = 0) -> Iterator[int]:
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", port))
        server.listen()
        yield server.getsockname()[1]


def port_of(url: str) -> int:
    return int(str(psycopg.conninfo.conninfo_to_dict(url)["port"]))


@pytest.mark.usefixtures("made")
def test_database_takes_another_port_and_says_whom_it_left_the_old_one(home: Path) -> None:
    said: list[str] = []
    with Cluster(home).running() as url:
        before = port_of(url)
    with listening(before), Cluster(home, said.append).running() as url, psycopg.connect(url):
        assert port_of(url) != before
        assert (home / "owner.url").read_text().strip() == url
    assert f"port {before} is taken" in said[-1]
    assert "pytest" in said[-1], "the message names the program that has the port"


@pytest.mark.usefixtures("made")
def test_port_lost_while_the_server_was_dead(home: Path) -> None:
    cluster = Cluster(home)
    with cluster.running() as url:
        kill_server(home)
        with listening(port_of(url)):
            moved = cluster.ensure()
            assert port_of(moved) != port_of(url)
            psycopg.connect(moved).close()


def test_web_port_message_names_the_port_the_program_and_the_option() -> None:
    with listening() as port, pytest.raises(SetupError) as refusal:
        require_free("127.0.0.1", port)
    for part in (f"端口 {port}", "pytest", "--port", "没有改动任何数据", "Nothing was changed"):
        assert part in str(refusal.value)


def test_an_address_of_another_machine_is_refused_with_a_reason() -> None:
    with pytest.raises(SetupError, match=r"192\.0\.2\.1.*--host"):
        require_free("192.0.2.1", 8000)


def test_a_free_port_is_free() -> None:
    port = ports.choose_free()
    require_free("127.0.0.1", port)
    assert ports.who_listens(port) == ""
