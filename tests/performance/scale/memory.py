"""What a web worker holds after five hundred requests."""

import os
import subprocess
import time
from http.client import HTTPConnection
from pathlib import Path

from hetang.config.machine.ports import choose_free
from hetang.config.processes.web import THREADS, answers, granian_command
from hetang.record.cases.api import Case
from tests.performance.pages import PEOPLE, session_cookie

REQUESTS = 500
PATIENCE = 60


def measure() -> str:
    """The largest process of a real server with one worker, in MB."""
    port = choose_free()
    environment = {**os.environ, "HETANG_POOL_SIZE": str(THREADS)}
    server = subprocess.Popen(granian_command("127.0.0.1", port, 1), env=environment)  # noqa: S603 - our own program
    try:
        until = time.monotonic() + PATIENCE
        while not answers("127.0.0.1", port) and time.monotonic() < until:
            time.sleep(0.2)
        before = _largest(server.pid)
        _ask_all(port)
        after = _largest(server.pid)
        return f"**Memory**: a web worker holds {before:.0f} MB at first, {after:.0f} MB after {REQUESTS} requests. Limit: 200 MB."
    finally:
        server.terminate()
        server.wait(30)


def _ask_all(port: int) -> None:
    cookies = [session_cookie(who) for who in PEOPLE]
    newest = Case.objects.order_by("-id").values_list("number", flat=True)[:200]
    addresses = ["/desk/", "/cases/", "/cases/?state=open", *(f"/cases/{number}/" for number in newest)]
    link = HTTPConnection("127.0.0.1", port, timeout=60)
    for turn in range(REQUESTS):
        link.request("GET", addresses[turn % len(addresses)], headers={"Cookie": cookies[turn % len(cookies)]})
        link.getresponse().read()


def _largest(pid: int) -> float:
    """MB of the largest process among `pid` and its children."""
    sizes = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text("utf-8").splitlines() if ":" in line)
        except OSError:
            continue
        if status.parent.name == str(pid) or fields["PPid"].strip() == str(pid):
            sizes.append(int(fields.get("VmRSS", "0 kB").split()[0]) / 1024)
    return max(sizes)
