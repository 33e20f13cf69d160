"""Start and stop one PostgreSQL server process, and say in plain words why it would not."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from hetang.config.home import PRIVATE, disk_full
from hetang.config.machine.proc import is_alive
from hetang.config.postgres.account import Account
from hetang.config.postgres.binaries import Binaries
from hetang.config.postgres.initialise import QUIET_ENVIRONMENT
from hetang.config.postgres.pidfile import (
    Postmaster,
    cluster_name,
    discard,
    find_postmaster,
    is_postmaster,
    orphans,
)
from hetang.config.trouble import NOTHING_LOST, SetupError, quote_log

LOG_LIMIT = 10 * 2**20  # bytes
ORPHAN_PATIENCE = 20.0  # seconds
START_PATIENCE = 300.0  # seconds: recovery after a crash may have much to read
FAST, AT_ONCE = signal.SIGINT, signal.SIGQUIT


class PortTakenError(Exception):
    """Somebody took the port between our look and the server's."""


@dataclass
class Server:
    """One data folder, the programs and the user that serve it."""

    data: Path
    log: Path
    account: Account
    binaries: Binaries
    child: "subprocess.Popen[bytes] | None" = None

    def start(self, port: int, waiting: Callable[[str], None]) -> int:
        """Start on `port` of 127.0.0.1 and return the process number once it answers. SetupError, PortTakenError."""
        self._clear_the_way()
        begun = self._turn_log()
        with _private_append(self.log) as out:
            self.child = subprocess.Popen(  # noqa: S603 - our own program
                self._command(port),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=QUIET_ENVIRONMENT,
                cwd=self.data.parent,
                start_new_session=True,
                umask=0o077,
                **self.account.switch,
            )
        self._await_ready(self.child, begun, waiting)
        return self.child.pid

    def adopt(self, found: Postmaster, waiting: Callable[[str], None]) -> Postmaster | None:
        """Wait for a server that another process started; None when it ended instead."""
        limit = time.monotonic() + START_PATIENCE
        current: Postmaster | None = found
        while current and current.state != "ready" and time.monotonic() < limit:
            time.sleep(0.05)
            current = find_postmaster(self.data)
        if current and current.state != "ready":
            waiting(f"数据库进程 {current.pid} 仍在恢复 · process {current.pid} is still recovering")
        return current

    def stop(self, pid: int, patience: float = 30.0) -> None:
        """Fast shutdown: sessions end, everything is written. After `patience` seconds an immediate one."""
        for order in (FAST, AT_ONCE):
            try:
                os.kill(pid, order)
            except ProcessLookupError:
                return
            if self._gone(pid, patience):
                return
        raise SetupError(
            (f"数据库进程 {pid} 没有停止。", f"The database process {pid} did not stop."),
            NOTHING_LOST,
            (f"请查看日志 {self.log}。", f"Look into {self.log}."),
        )

    def _command(self, port: int) -> list[str]:
        options = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "cluster_name": cluster_name(self.data),
        }
        flags = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        return [self.binaries.program("postgres"), "-D", str(self.data), *flags]

    def _clear_the_way(self) -> None:
        """Wait for the remains of a killed server, then drop a pid file that only looks alive to PostgreSQL."""
        limit = time.monotonic() + ORPHAN_PATIENCE
        while left := orphans(self.data):
            if time.monotonic() > limit:
                raise SetupError(
                    (
                        f"上次运行留下的数据库进程仍在收尾：{left}。",
                        f"Processes of the last run are still ending: {left}.",
                    ),
                    NOTHING_LOST,
                    ("请稍等片刻再启动。", "Wait a moment, then start again."),
                )
            time.sleep(0.05)
        discard(self.data)

    def _turn_log(self) -> int:
        """Keep one older log; return where this start's lines will begin."""
        if not self.log.exists():
            return 0
        if self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
            return 0
        return self.log.stat().st_size

    def _await_ready(self, child: "subprocess.Popen[bytes]", begun: int, waiting: Callable[[str], None]) -> None:
        started = told = time.monotonic()
        while True:
            if child.poll() is not None:
                self._explain(begun, child.returncode)
            found = find_postmaster(self.data)
            if found and found.pid == child.pid and found.state == "ready":
                return
            now = time.monotonic()
            if now - told > 5:
                told = now
                waiting("数据库正在恢复，请稍候 · the database is recovering, please wait")
            if now - started > START_PATIENCE:
                raise SetupError(
                    ("数据库仍在恢复，尚未就绪。", "The database is still recovering."),
                    NOTHING_LOST,
                    (
                        f"请勿终止它；稍后再启动。日志：{self.log}",
                        f"Let it work and start again later. Log: {self.log}",
                    ),
                )
            time.sleep(0.02)

    def _explain(self, begun: int, code: int) -> None:
        with self.log.open("rb") as source:
            source.seek(begun)
            said = source.read().decode(errors="replace")
        if "Address already in use" in said:
            raise PortTakenError
        if "No space left on device" in said:
            raise disk_full(self.data)
        raise SetupError(
            (f"数据库没有启动（退出码 {code}）。", f"The database did not start (exit code {code})."),
            NOTHING_LOST,
            (f"请查看日志 {self.log}。", f"Look into {self.log}:" + quote_log(said.splitlines())),
        )

    def _gone(self, pid: int, patience: float) -> bool:
        limit = time.monotonic() + patience
        while time.monotonic() < limit:
            if self.child and self.child.pid == pid:
                self.child.poll()  # collects the zombie
            if not is_alive(pid) or not is_postmaster(pid, self.data):
                return True
            time.sleep(0.02)
        return False


def _private_append(log: Path) -> BinaryIO:
    """PostgreSQL's messages may quote rows, so nobody else reads them."""
    return open(log, "ab", opener=lambda name, flags: os.open(name, flags, PRIVATE))
