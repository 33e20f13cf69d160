"""Killing one of our own processes at random. Only children of the `hetang up` that we started, and its database."""

import os
import signal
import threading
from collections import Counter
from pathlib import Path
from random import Random

WEB, WORKER, POSTGRES, BACKEND = "web", "worker", "postgres", "backend"
KINDS = (WEB, WORKER, POSTGRES, BACKEND)


class Killer(threading.Thread):
    """Every few seconds SIGKILL for one kind of process. `killed` counts them."""

    def __init__(self, up: int, data: Path, *, every: tuple[float, float], seed: int) -> None:
        super().__init__(daemon=True)
        self.up, self.data, self.every = up, data, every
        self.rng = Random(seed)  # noqa: S311 - no secret
        self.stop = threading.Event()
        self.killed: Counter[str] = Counter()

    def run(self) -> None:
        order: list[str] = []
        while not self.stop.wait(self.rng.uniform(*self.every)):
            # Each kind in turn, in an order of chance: a short run kills all of them too.
            order = order or self.rng.sample(KINDS, len(KINDS))
            kind = order.pop()
            victims = self._find(kind)
            if victims:
                os.kill(self.rng.choice(victims), signal.SIGKILL)
                self.killed[kind] += 1

    def _find(self, kind: str) -> list[int]:
        ours = children(self.up)
        if kind == WORKER:
            return [pid for pid in ours if " worker" in command(pid)]
        if kind == WEB:
            masters = [pid for pid in ours if "granian" in command(pid)]
            return [*masters, *(pid for master in masters for pid in children(master))]
        server = postmaster(self.data)
        if not server:
            return []
        return [server] if kind == POSTGRES else children(server)


def postmaster(data: Path) -> int:
    """Its pid, 0 where none is written down."""
    try:
        return int((data / "postmaster.pid").read_text("utf-8").splitlines()[0])
    except (OSError, ValueError, IndexError):
        return 0


def children(pid: int) -> list[int]:
    """Direct children of a process."""
    try:
        words = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        return []
    return [int(word) for word in words]


def command(pid: int) -> str:
    """Its command line."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
