"""Which programs run, read from /proc.

A number in a pid file proves nothing: containers start counting at 1 again, so a stale number soon belongs to a
stranger, and a killed child stays as a zombie until somebody collects it. Command lines are readable by everyone and
empty for zombies; `/proc/<pid>/cwd` is not used because root in a container may not read it.
"""

import os
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")


def command_line(pid: int) -> list[str]:
    """The arguments a living process was started with; empty for a zombie, a kernel thread or nobody."""
    try:
        raw = (PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return []
    return [part.decode(errors="replace") for part in raw.split(b"\0") if part]


def is_alive(pid: int) -> bool:
    """True for a process that runs; a zombie does not."""
    try:
        stat = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}


def all_pids() -> Iterator[int]:
    """Every process number visible from here."""
    for entry in os.scandir(PROC):
        if entry.name.isdigit():
            yield int(entry.name)


def describe(pid: int) -> str:
    """`4711 (nginx -g daemon off;)`, short enough for a message."""
    words = " ".join(command_line(pid))
    return f"{pid} ({words[:60]})" if words else str(pid)
