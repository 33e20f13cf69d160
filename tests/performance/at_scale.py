"""Measure on a large database made by tests.performance.million: `python -m tests.performance.at_scale --home DIR [--write]`.

Registrations are added to the database, and pgbench repeats one with the hashes of the first: the journal does not verify
afterwards, so it is verified before, and a second run begins with `--only` or a fresh database. `--write` puts the figures between their marks
in docs/performance.md. Method: docs/performance.md.
"""

import argparse
import os
import sys
from contextlib import chdir
from pathlib import Path

from hetang.config.environment import CHECKOUT
from hetang.config.postgres import Cluster

DOCUMENT = CHECKOUT / "docs" / "performance.md"
BEGIN, END = "<!-- at scale -->", "<!-- /at scale -->"
PARTS = ("journal", "lists", "desks", "search", "filters", "caller", "hints", "cases", "memory", "export", "register")


def main() -> int:
    """Exit code 0, or an exception that says what could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.performance.at_scale", description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="made by tests.performance.million")
    parser.add_argument("--write", action="store_true", help="write the figures into docs/performance.md")
    parser.add_argument("--count", type=int, default=300, help="registrations of each client, requests of each page")
    parser.add_argument("--only", choices=PARTS, action="append", help="part to measure; all of them")
    chosen = parser.parse_args()
    home = chosen.home.absolute()
    os.environ.update(HETANG_HOME=str(home), HETANG_DEMO="1", HETANG_POOL_SIZE="2", HETANG_HOSTS="localhost,127.0.0.1")
    os.environ.update(DJANGO_SETTINGS_MODULE="hetang.config.settings", HETANG_ROLE="owner")
    os.environ.pop("DATABASE_URL", None)
    cluster = Cluster(home)
    with cluster.running() as url, chdir(CHECKOUT):
        text = _measure(cluster, url, chosen)
    print(text)
    if chosen.write:
        from tests.performance.report import write_between_marks

        write_between_marks(DOCUMENT, text, BEGIN, END)
    return 0


def _measure(cluster: Cluster, url: str, chosen: argparse.Namespace) -> str:
    # Settings read the home folder when they are imported, so Django comes after it is known.
    import django

    django.setup()
    from django.db import connection

    from hetang.config.processes.garbage import settle
    from hetang.config.processes.launch import collect_static_if_needed
    from tests.performance.report import machine
    from tests.performance.scale import export, journal, memory, pages, reception, register, search

    collect_static_if_needed()
    settle()  # as the web processes do
    wanted = set(chosen.only or PARTS)
    version = connection.cursor().execute("SHOW server_version").fetchone()[0]
    parts = [machine(version.split()[0])]
    measures = {
        "journal": journal.measure,
        "lists": lambda: pages.lists(chosen.count),
        "desks": lambda: pages.desks(chosen.count),
        "search": lambda: search.search(chosen.count),
        "filters": lambda: search.filters(chosen.count),
        "caller": lambda: reception.caller(chosen.count),
        "hints": lambda: reception.hints(chosen.count),
        "export": export.measure,
        "cases": lambda: pages.cases(chosen.count),
        "memory": memory.measure,
        "register": lambda: register.measure(cluster, url, chosen.home.absolute(), chosen.count),
    }
    for part in (part for part in PARTS if part in wanted):
        parts.append(measures[part]())
        print(f"{parts[-1]}\n", file=sys.stderr, flush=True)  # what is measured stays known, whatever comes after
    connection.close()
    return "\n\n".join(parts)


if __name__ == "__main__":
    sys.exit(main())
