"""`python -m tests.performance.morning --home DIR [--minutes 20] [--times 10]`: a whole morning in some minutes.

Twelve operators and eight dispatchers at their browsers, calls by the real hourly curve from eight to twelve at so many
times a street's volume. DIR must be empty. Prints the 95th of a hundred for each page; exit code 1 where something was
lost or a case has neither owner nor queue.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from contextlib import chdir
from pathlib import Path

from hetang.config.environment import CHECKOUT
from hetang.config.machine.ports import choose_free
from hetang.config.postgres import Cluster
from tests.performance.chaos.__main__ import wait_until_it_answers
from tests.performance.houses import furnish, move_to
from tests.performance.morning.people import Clock, Office
from tests.performance.morning.plan import arrivals, p95

PASSWORD = "tang-he-2026-Xia"  # noqa: S105 - of a house that is thrown away
OPERATORS, DISPATCHERS = 12, 8


def main() -> int:
    """Exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.performance.morning", description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--times", type=float, default=10, help="a street's volume so many times")
    parser.add_argument("--seed", type=int, default=1788)
    chosen = parser.parse_args()
    home = chosen.home.absolute()
    move_to(home)
    with chdir(CHECKOUT):
        with Cluster(home).running():
            furnish()
            subprocess.run([sys.executable, "-m", "tests.performance.morning.staff"], check=True)
        clock = _morning(home, chosen)
        faults = _prove(home, clock)
    print(_said(clock, chosen))
    for fault in faults:
        print(f"  {fault}")
    return 1 if faults else 0


def _morning(home: Path, chosen: argparse.Namespace) -> Clock:
    port, clock = choose_free(), Clock()
    url = f"http://127.0.0.1:{port}"
    up = subprocess.Popen(
        [sys.executable, "-m", "hetang", "up", "--port", str(port), "--workers", "2"],
        stdout=(home / "up.log").open("w"),
        stderr=subprocess.STDOUT,
    )
    try:
        wait_until_it_answers(url, up)
        office = Office(url, PASSWORD, clock)
        office.seat([f"op{n}" for n in range(OPERATORS)], [f"dp{n}" for n in range(DISPATCHERS)])
        office.open()
        begun = time.monotonic()
        for number, at in enumerate(arrivals(chosen.times, chosen.minutes * 60, chosen.seed)):
            time.sleep(max(0.0, begun + at - time.monotonic()))
            office.calls.put(number)
        office.close()
    finally:
        up.send_signal(signal.SIGINT)
        up.wait(120)
    return clock


def _prove(home: Path, clock: Clock) -> list[str]:
    with Cluster(home).running():
        # Settings read the home folder when they are imported, so Django comes after the database is there.
        import django

        django.setup()
        from django.db import connection

        from tests.performance.morning.proof import assigned, faults

        found, clock.assigned = list(faults(clock.registered)), assigned()
        connection.close()
    return found


def _said(clock: Clock, chosen: argparse.Namespace) -> str:
    lines = [
        f"{len(clock.registered)} calls registered, {clock.assigned} cases handed out by {OPERATORS} operators and"
        f" {DISPATCHERS} dispatchers in {chosen.minutes:g} min ({chosen.times:g} × a street), {clock.unanswered} requests"
        f" without an answer; load {os.getloadavg()[0]:.1f}",
        "",
        "| page | asked | p50 ms | p95 ms |",
        "|---|--:|--:|--:|",
    ]
    for name, seconds in sorted(clock.seconds.items()):
        middle = sorted(seconds)[len(seconds) // 2]
        lines.append(f"| {name} | {len(seconds)} | {middle * 1e3:.0f} | {p95(seconds) * 1e3:.0f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
