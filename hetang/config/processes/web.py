"""The web process: Granian serving Django over WSGI."""

import socket
import sys
from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPException

from hetang.config.machine import ports
from hetang.config.processes.child import ChildSpec
from hetang.config.trouble import NOTHING_CHANGED, SetupError

APPLICATION = "hetang.config.wsgi:application"
THREADS = 4  # per worker; the pool holds one connection for each


def granian_command(host: str, port: int, workers: int) -> list[str]:
    """Arguments for Granian, run by this very interpreter."""
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": str(THREADS),
        "--workers-kill-timeout": "5",
        "--log-level": "warning",
    }
    words = [word for pair in options.items() for word in pair]
    return [sys.executable, "-m", "granian", *words, "--no-ws", APPLICATION]


def web_child(host: str, port: int, workers: int, environment: Callable[[], Mapping[str, str]]) -> ChildSpec:
    """Granian for the supervisor. Only the web process keeps connections in a pool."""

    def with_pool() -> dict[str, str]:
        return {"HETANG_POOL_SIZE": str(THREADS), **environment()}

    return ChildSpec("web", granian_command(host, port, workers), with_pool, lambda: answers(host, port))


def require_free(host: str, port: int) -> None:
    """SetupError naming the port, who has it and what to type, when nobody could listen there."""
    try:
        if ports.is_free(port, host):
            return
    except OSError as refused:
        raise SetupError(
            (
                f"无法在 {host}:{port} 上监听：{refused.strerror}。",
                f"Cannot listen on {host}:{port}: {refused.strerror}.",
            ),
            NOTHING_CHANGED,
            ("请换用 --host 或 --port。", "Give another --host or --port."),
        ) from refused
    holder = ports.who_listens(port)
    zh, en = (f"进程 {holder}", f" by process {holder}") if holder else ("另一个程序", " by another program")
    raise SetupError(
        (f"端口 {port} 已被{zh}占用。", f"Port {port} is taken{en}."),
        NOTHING_CHANGED,
        (f"请换一个端口，例如 --port {port + 1}。", f"Choose another, for example --port {port + 1}."),
    )


def answers(host: str, port: int) -> bool:
    """True when something speaks HTTP there, whatever it says. Quick to say no while nobody listens."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - where to look, not where to listen
    try:
        socket.create_connection((host, port), timeout=1).close()
        line = HTTPConnection(host, port, timeout=20)
        line.request("HEAD", "/", headers={"Host": "127.0.0.1"})
        line.getresponse()
        line.close()
    except (OSError, HTTPException):
        return False
    return True
