"""`python -m tests.performance.chaos --minutes 10 --home DIR`: kill web, worker and PostgreSQL at random under load.

DIR must be empty; a database is made in it, the demo street loaded, `hetang up` started. Exit code 0 where every
promise was kept, 1 with a line for each that was not.
"""

import argparse
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import chdir
from pathlib import Path

import yaml

from hetang.config.environment import CHECKOUT
from hetang.config.machine.ports import choose_free
from hetang.config.postgres import Cluster
from tests.performance.chaos.clients import Clients, Log
from tests.performance.chaos.killing import Killer
from tests.performance.houses import STREET, furnish, move_to

PATIENCE = 300  # seconds until the pages answer; a busy machine needs a while


def main() -> int:
    """Exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.performance.chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--operators", type=int, default=3)
    parser.add_argument("--every", type=float, nargs=2, default=(3.0, 9.0), help="seconds between two kills")
    parser.add_argument("--seed", type=int, default=1788)
    chosen = parser.parse_args()
    home = chosen.home.absolute()
    if (home / "clock.json").exists() or (home / "keys").exists() and any((home / "keys").iterdir()):
        sys.exit(f"{home} was used before")
    move_to(home)
    with chdir(CHECKOUT):
        with Cluster(home).running():
            furnish()
        log, killer = _storm(home, chosen)
        found = _prove(home, log)
    killed = ", ".join(f"{kind} {times}" for kind, times in sorted(killer.killed.items()))
    print(
        f"{sum(killer.killed.values())} kills ({killed}) in {chosen.minutes:g} min:"
        f" {len(log.registered)} registrations and {len(log.done)} other steps acknowledged,"
        f" {log.unanswered} requests without an answer, {len(found)} promises broken"
    )
    for line in found:
        print(f"  {line}")
    return 1 if found else 0


def _storm(home: Path, chosen: argparse.Namespace) -> tuple[Log, Killer]:
    port = choose_free()
    url = f"http://127.0.0.1:{port}"
    password = yaml.safe_load((STREET / "accounts.yaml").read_text("utf-8"))["password"]
    up = subprocess.Popen(
        [sys.executable, "-m", "hetang", "up", "--port", str(port)],
        stdout=(home / "up.log").open("w"),
        stderr=subprocess.STDOUT,
    )
    try:
        wait_until_it_answers(url, up)
        log = Log()
        clients = Clients(url, password, log, chosen.operators)
        killer = Killer(up.pid, Cluster(home).data, every=tuple(chosen.every), seed=chosen.seed)
        clients.start()
        killer.start()
        _wait(chosen.minutes * 60, up)
        killer.stop.set()
        killer.join(30)
        wait_until_it_answers(url, up)
        clients.finish()
    finally:
        up.send_signal(signal.SIGINT)
        up.wait(PATIENCE)
    return log, killer


def _wait(seconds: float, up: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if up.poll() is not None:
            raise RuntimeError(f"`hetang up` ended with {up.returncode}; see up.log in the home folder")
        time.sleep(0.5)


def wait_until_it_answers(url: str, up: "subprocess.Popen[bytes]") -> None:
    """Return once the login page is there; RuntimeError where `hetang up` ended or never answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        _wait(0.5, up)
        try:
            with urllib.request.urlopen(f"{url}/login/", timeout=5):  # noqa: S310 - our own server
                return
        except OSError:
            continue
    raise RuntimeError("the pages do not answer; see up.log in the home folder")


def _prove(home: Path, log: Log) -> list[str]:
    with Cluster(home).running():
        # Settings read the home folder when they are imported, so Django comes after the database is there.
        import django

        django.setup()
        from django.db import connection

        from tests.performance.chaos.proof import faults

        found = list(faults(log))
        connection.close()
    return found


if __name__ == "__main__":
    sys.exit(main())
