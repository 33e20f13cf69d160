"""One child process: started in a group of its own, told to end when we die, stopped with all it started."""

import contextlib
import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


@dataclass(frozen=True)
class ChildSpec:
    """What to run. `answers` says whether it serves; without it a child that lives is good enough.

    `environment` gives the whole environment anew at each start: the database's address may have changed.
    """

    name: str
    argv: list[str]
    environment: Callable[[], Mapping[str, str]]
    answers: Callable[[], bool] | None = None
    stop_seconds: float = 10.0


def follow_parent(parent: int, order: int = signal.SIGTERM) -> None:
    """Have the kernel send us `order` when process `parent` dies, and go at once if it already has.

    The kernel forgets this wish when a process changes its user, so it is said after that.
    """
    _libc.prctl(PR_SET_PDEATHSIG, int(order))
    if os.getppid() != parent:
        os.kill(os.getpid(), order)


@dataclass
class Child:
    """A running (or ended) instance of a spec."""

    spec: ChildSpec
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    restart_at: float = 0.0
    failures: int = 0
    unfinished: bytes = field(default=b"", repr=False)

    @property
    def is_running(self) -> bool:
        """Looks without collecting: until `end` has killed the group, its number must stay taken."""
        if self.process is None or self.process.returncode is not None:
            return False
        return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def start(self, now: float) -> int:
        """Start it; return the handle its output comes from. Only from the main thread: see PR_SET_PDEATHSIG."""
        me = os.getpid()
        self.process = subprocess.Popen(  # noqa: S603 - our own programs
            self.spec.argv,
            env=dict(self.spec.environment()),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=lambda: follow_parent(me),
        )
        self.started_at = now
        assert self.process.stdout is not None
        os.set_blocking(self.process.stdout.fileno(), False)
        return self.process.stdout.fileno()

    def ask_to_stop(self) -> None:
        """SIGTERM: finish what is under way."""
        if self.process and self.is_running:
            self.process.terminate()

    def end(self) -> int:
        """SIGKILL to it and everything it started (what is left would keep the port); returns its exit code."""
        assert self.process is not None
        if self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        return self.process.wait()
