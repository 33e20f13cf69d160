"""What the tests of the embedded database share: programs under test, a writer that counts, patience."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from hetang.config.environment import CHECKOUT
from hetang.config.machine.proc import is_alive
from hetang.config.postgres import Cluster
from hetang.config.postgres.pidfile import find_postmaster

ROOT = os.geteuid() == 0
# Whoever is started in the background of a shell ignores Ctrl+C, and so would every program under test.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
PATIENCE = 30.0


def until(true: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Wait for `true()`; fail with `what` when it does not come."""
    limit = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < limit, f"not within {seconds} s: {what}"
        time.sleep(0.02)


class Program:
    """`python -m tests.embedded.programs.<name>`; its output is gathered while it runs."""

    def __init__(self, name: str, *words: str, home: Path | None = None, **options: Any) -> None:
        """Options in capitals are environment variables, the others go to Popen; `home` becomes HETANG_HOME."""
        variables = {key: str(options.pop(key)) for key in list(options) if key.isupper()}
        if home:
            variables["HETANG_HOME"] = str(home)
        options.setdefault("env", {**os.environ, **variables})
        self.process = subprocess.Popen(
            [sys.executable, "-m", name, *words],
            cwd=options.pop("cwd", CHECKOUT),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **options,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def output(self) -> str:
        return "\n".join(self.lines)

    def wait_for(self, text: str, times: int = 1) -> str:
        """The last line holding `text`, once it has been printed `times` times."""

        def seen() -> bool:
            if self.process.poll() is not None:
                self._reader.join(5)
            enough = sum(text in line for line in self.lines) >= times
            assert enough or self.process.poll() is None, f"ended without saying {text!r}:\n{self.output}"
            return enough

        until(seen, f"{text!r} in:\n{self.output}")
        return [line for line in self.lines if text in line][-1]

    def end(self, order: int = signal.SIGTERM) -> int:
        """Send `order` and return the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(order)
        return self.finish()

    def finish(self) -> int:
        """Close its stdin and return the exit code."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        code = self.process.wait(PATIENCE)
        self._reader.join(5)
        return code


def measured(name: str, *words: str, home: Path) -> str:
    """What `python -m tests.performance.<name>` says of a home of its own; fails with all it said where it ends badly."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.performance.{name}", *words, "--home", str(home)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def hold(home: Path, **options: Any) -> Program:
    return Program("tests.embedded.programs.hold", str(home), **options)


class Writer(threading.Thread):
    """Inserts one row after the other until the database goes away; `acknowledged` is the last one it was told of."""

    def __init__(self, url: str, payload: int = 10) -> None:
        super().__init__(daemon=True)
        self.url, self.payload, self.acknowledged = url, payload, 0

    def run(self) -> None:
        try:
            with psycopg.connect(self.url, autocommit=True) as db:
                db.execute("CREATE TABLE IF NOT EXISTS kept (number bigint PRIMARY KEY, body text)")
                while True:
                    self._insert(db)
        except psycopg.Error:
            return

    def _insert(self, db: psycopg.Connection) -> None:
        db.execute("INSERT INTO kept VALUES (%s, %s)", [self.acknowledged + 1, "x" * self.payload])
        self.acknowledged += 1

    def write_some(self, rows: int = 50) -> None:
        """Start, and return when so many rows were acknowledged; writing goes on."""
        self.start()
        until(lambda: self.acknowledged >= rows or not self.is_alive(), "rows written")
        assert self.acknowledged >= rows


def rows(url: str) -> int:
    """Rows that are there; checks that none is missing in between."""
    with psycopg.connect(url) as db:
        found = db.execute("SELECT count(*), coalesce(max(number), 0) FROM kept").fetchone()
    assert found is not None
    count, last = found
    assert count == last
    return count


def server_pid(home: Path) -> int:
    found = find_postmaster(Cluster(home).data)
    return found.pid if found else 0


def kill_server(home: Path) -> int:
    """SIGKILL to PostgreSQL; returns the number it had."""
    pid = server_pid(home)
    os.kill(pid, signal.SIGKILL)
    until(lambda: not is_alive(pid), "the killed server is gone")
    return pid


def copy_home(source: Path, target: Path) -> None:
    """A stopped home folder with its owners and rights; the 30 MB of programs get second names instead of copies."""
    target.mkdir()
    (target / "postgres").mkdir()
    for path in [*source.iterdir(), *(source / "postgres").iterdir()]:
        if path.name != "postgres":
            link = ["--link"] if path.name.startswith("program-") else []
            subprocess.run(["cp", "-a", *link, path, target / path.relative_to(source)], check=True)
    for folder in (source, source / "postgres"):
        (target / folder.relative_to(source)).chmod(folder.stat().st_mode)


def new_folder(purpose: str) -> Path:
    """An empty folder that the database's own user can pass, unlike pytest's own.

    In memory where there is room: making and deleting thousands of files is slow on ext4, and no kill of a process
    loses what a file system in memory holds.
    """
    memory = Path("/dev/shm")
    facts = os.statvfs(memory) if memory.is_dir() else None
    fits = facts and facts.f_bavail * facts.f_frsize > 2**30 and not facts.f_flag & os.ST_NOEXEC
    folder = Path(tempfile.mkdtemp(prefix=f"hetang-{purpose}-", dir=memory if fits else None))
    folder.chmod(0o755)
    return folder
