"""Two hundred open desks: `python -m tests.performance.desks --home DIR --url URL [--desks 200] [--seconds 60]`.

Against a running `hetang up` of a demonstration: each desk asks as the page's script does, and fetches the rows of what is
new to it. Meanwhile cases are registered. Told: how late each desk had the row, and the CPU of the server.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

EVERY = 0.9


class Desk:
    """One browser: a question every EVERY seconds, and the rows of what it did not know."""

    def __init__(self, host: str, port: int, note: str, cookie: str) -> None:
        self.host, self.port, self.note, self.cookie = host, port, note, cookie
        self.tag, self.known, self.late = "", set[int](), list[float]()

    async def ask(self, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        """One request on a connection of its own, as behind a proxy."""
        reader, writer = await asyncio.open_connection(self.host, self.port)
        try:
            lines = [f"GET {path} HTTP/1.0", f"Host: {self.host}", "Connection: close"]
            writer.write("\r\n".join([*lines, *(f"{k}: {v}" for k, v in headers.items()), "", ""]).encode())
            await writer.drain()
            head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        finally:
            writer.close()
        status, *found = head.decode("latin-1").split("\r\n")
        return int(status.split()[1]), {k.lower(): v.strip() for k, v in (x.split(":", 1) for x in found)}, body

    async def run(self, until: float, begun: dict[int, float]) -> None:
        """Ask until `until`; `begun` says when each case was committed."""
        while time.monotonic() < until:
            status, headers, body = await self.ask("/live/news/", {"X-Watching": self.note, "If-None-Match": self.tag})
            if status == 200:
                self.tag = headers["etag"]
                fresh = [key for key, _at in json.loads(body) if key not in self.known]
                self.known.update(fresh)
                if wanted := [key for key in fresh if key in begun]:
                    asked = {"Cookie": self.cookie, "X-Automatic": "1", "HX-Request": "true"}
                    status, _, rows = await self.ask(f"/desk/fresh/?cases={','.join(map(str, wanted))}", asked)
                    assert status == 200, status
                    now = time.monotonic()
                    self.late += [now - begun[key] for key in wanted if f'data-case="{key}"'.encode() in rows]
            elif status != 304:
                raise RuntimeError(f"answered {status}")
            await asyncio.sleep(EVERY)


def main() -> int:
    """Exit code 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.performance.desks", description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--url", required=True)
    parser.add_argument("--desks", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--cases", type=int, default=12, help="registered meanwhile, evenly")
    chosen = parser.parse_args()
    os.environ.update(HETANG_HOME=str(chosen.home.absolute()), HETANG_DEMO="1", HETANG_HOSTS="localhost,127.0.0.1")
    os.environ.update(DJANGO_SETTINGS_MODULE="hetang.config.settings")
    import django

    django.setup()
    from tests.performance.opening import opener, watchers

    address = urlsplit(chosen.url)
    assert address.hostname
    desks = [Desk(address.hostname, address.port or 80, note, cookie) for note, cookie in watchers(chosen.desks)]
    begun: dict[int, float] = {}
    print(asyncio.run(_measure(desks, begun, opener(), chosen)))
    return 0


async def _measure(
    desks: list[Desk], begun: dict[int, float], opened: Callable[[], int], chosen: argparse.Namespace
) -> str:
    until, before, started = time.monotonic() + chosen.seconds, server_cpu(chosen.home), time.monotonic()

    async def register() -> None:
        for _ in range(chosen.cases):
            await asyncio.sleep((chosen.seconds - 6) / chosen.cases)
            key = await asyncio.to_thread(opened)
            begun[key] = time.monotonic()

    async def later(desk: Desk, wait: float) -> None:
        await asyncio.sleep(wait)
        await desk.run(until, begun)

    crowd = [later(desk, EVERY * n / len(desks)) for n, desk in enumerate(desks)]
    await asyncio.gather(register(), *crowd)
    late = sorted(seconds for desk in desks for seconds in desk.late)
    after, wall = server_cpu(chosen.home), time.monotonic() - started
    cpu = sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())
    p95 = late[int(len(late) * 0.95)]
    return (
        f"{len(desks)} desks, {len(begun)} cases: {len(late)} of {len(desks) * len(begun)} rows arrived, after"
        f" {late[len(late) // 2]:.2f} s at the median, {p95:.2f} s at p95, {late[-1]:.2f} s at most. Server: {cpu / wall:.2f} cores."
    )


def server_cpu(home: Path) -> dict[int, float]:
    """Seconds of CPU of each process that serves this home: web, worker, jobs and the database's."""
    mark, ticks = f"HETANG_HOME={home.absolute()}".encode(), os.sysconf("SC_CLK_TCK")
    postmaster = (home / "postgres" / "data" / "postmaster.pid").read_text("ascii").split()[0]
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text("utf-8").rsplit(")", 1)[1].split()
            ours = mark in (process / "environ").read_bytes() and int(process.name) != os.getpid()
            if ours or postmaster in {process.name, fields[1]}:
                found[int(process.name)] = (int(fields[11]) + int(fields[12])) / ticks
        except OSError:
            continue
    return found


if __name__ == "__main__":
    sys.exit(main())
