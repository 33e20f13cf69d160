"""A real server for journeys: granian and the worker on a cloned database with the demo street."""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hetang.config.machine.ports import choose_free
from hetang.config.processes.web import granian_command
from tests.plugins import clones

START_SECONDS = 30
# 2026-11-23 09:00 in Shanghai: where the generated year ends.
YEAR_END = datetime(2026, 11, 23, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Server:
    """A running installation: where its pages are, its rows (as the owner), its clock and keys."""

    url: str
    database_url: str
    home: Path


@pytest.fixture(scope="module")
def server(street_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo street without a case, served as in production, for one file of tests; dropped afterwards."""
    yield from _serve(street_template, tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def year_server(year_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo street with its year of cases, at the moment at which that year ends."""
    home = tmp_path_factory.mktemp("home")
    offset = (YEAR_END - datetime.now(UTC)).total_seconds()
    (home / "clock.json").write_text(json.dumps({"offset_seconds": offset}), encoding="utf-8")
    yield from _serve(year_template, home)


def _serve(template: str, home: Path) -> Iterator[Server]:
    for shared in ("static", "keys"):
        (home / shared).symlink_to(Path(os.environ["HETANG_HOME"], shared).resolve())
    (home / "secret.key").write_text(secrets.token_urlsafe(40), encoding="utf-8")
    with clones.clone(template, "journey") as name, running(home, name) as served:
        yield served


@contextmanager
def running(home: Path, database: str) -> Iterator[Server]:
    """Start web and worker on a free port as the runtime role, wait until pages come, stop both at the end."""
    port = choose_free()
    env = {key: value for key, value in os.environ.items() if key != "HETANG_SECRET_KEY"}
    env |= {"DATABASE_URL": clones.runtime_url_of(database), "HETANG_HOME": str(home)}
    env |= {"HETANG_DEMO": "1", "HETANG_POOL_SIZE": "4"}
    with ExitStack() as stack:
        stack.enter_context(_program(home, env, "web", granian_command("127.0.0.1", port, 1)))
        stack.enter_context(_program(home, env, "worker", [sys.executable, "-m", "hetang", "worker"]))
        _wait_for(f"http://127.0.0.1:{port}/login/", home)
        yield Server(f"http://127.0.0.1:{port}", clones.url_of(database), home)


@contextmanager
def doing_jobs(server: Server) -> Iterator[None]:
    """Long jobs are done beside the server, for as long as the block lasts."""
    env = {key: value for key, value in os.environ.items() if key != "HETANG_SECRET_KEY"}
    env |= {"DATABASE_URL": server.database_url, "HETANG_HOME": str(server.home), "HETANG_DEMO": "1"}
    with _program(server.home, env, "jobs", [sys.executable, "-m", "hetang", "jobs"]):
        yield


@contextmanager
def _program(home: Path, env: dict[str, str], name: str, command: list[str]) -> Iterator[None]:
    with (home / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=clones.ROOT, env=env, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(url: str, home: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError as answer:
            pytest.fail(f"{url} answers {answer.code}\n{_log(home)}")
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"no answer from {url} within {START_SECONDS} s\n{_log(home)}")


def _log(home: Path) -> str:
    return "\n".join(f"--- {path.name}\n{path.read_text('utf-8', 'replace')[-3000:]}" for path in home.glob("*.log"))
