"""TCP ports on this machine: is one free, who has it, give me another."""

import errno
import os
import random
import socket
from pathlib import Path

from hetang.config.machine.proc import PROC, all_pids, describe

# Below the kernel's range for outgoing connections (32768 up), so that a kept port is not lost to a passing one.
QUIET_PORTS = range(21000, 32000)
LISTEN_STATE = "0A"


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """True when a server could listen there now. OSError for an address this machine does not have."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as refused:
            if refused.errno == errno.EADDRINUSE:
                return False
            raise
    return True


def choose_free() -> int:
    """A free port on loopback, at random so that two first starts seldom want the same one."""
    chance = random.SystemRandom()
    for _ in range(200):
        port = chance.choice(QUIET_PORTS)
        if is_free(port):
            return port
    raise OSError(errno.EADDRINUSE, "no free port on 127.0.0.1")


def who_listens(port: int) -> str:
    """`4711 (nginx …)` for the process listening on `port`, or an empty string where that cannot be seen."""
    sockets = {f"socket:[{inode}]" for inode in _listening_inodes(port)}
    for pid in all_pids() if sockets else ():
        try:
            handles = [os.readlink(entry.path) for entry in os.scandir(PROC / str(pid) / "fd")]
        except OSError:
            continue
        if sockets.intersection(handles):
            return describe(pid)
    return ""


def _listening_inodes(port: int) -> set[str]:
    found = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        try:
            rows = table.read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        for row in rows:
            fields = row.split()
            if fields[3] == LISTEN_STATE and int(fields[1].rpartition(":")[2], 16) == port:
                found.add(fields[9])
    return found
