"""`postmaster.pid`: what it says, and whether the process it names is really this database."""

import contextlib
import hashlib
from dataclasses import dataclass
from pathlib import Path

from hetang.config.machine.proc import all_pids, command_line


@dataclass(frozen=True)
class Postmaster:
    """A living server: its process, port, and `starting`, `ready` or `stopping`."""

    pid: int
    port: int
    state: str


def cluster_name(data: Path) -> str:
    """Shown in the titles of the server's helper processes, so that orphans can be told from strangers."""
    return "hetang-" + hashlib.sha256(str(data).encode()).hexdigest()[:10]


def find_postmaster(data: Path) -> Postmaster | None:
    """The server of `data`, if it lives; None for no pid file, a stale one, or a number that a stranger has now."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    pid = _number(lines, 0)
    if not pid or not is_postmaster(pid, data):
        return None
    state = lines[7].strip() if len(lines) > 7 else "starting"
    return Postmaster(pid, _number(lines, 3), state)


def is_postmaster(pid: int, data: Path) -> bool:
    """True when process `pid` was started as `postgres -D <data>`. A zombie has no command line, so it is none."""
    words = command_line(pid)
    return "-D" in words[:-1] and words[words.index("-D") + 1] == str(data)


def orphans(data: Path) -> list[int]:
    """Server processes of `data` that live on for a moment after their postmaster was killed."""
    title = f"postgres: {cluster_name(data)}:"
    return [pid for pid in all_pids() if " ".join(command_line(pid)).startswith(title)]


def discard(data: Path) -> None:
    """Remove a pid file that names nobody of ours. Only after `find_postmaster` and `orphans` found nobody."""
    with contextlib.suppress(FileNotFoundError):
        (data / "postmaster.pid").unlink()


def _number(lines: list[str], at: int) -> int:
    try:
        return int(lines[at])
    except (IndexError, ValueError):
        return 0
