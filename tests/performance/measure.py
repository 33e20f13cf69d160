"""Measure pages and verbs on the demo street with its generated year: `python -m tests.performance.measure [--write]`.

Works in a home folder and database of its own, which it empties first. `--write` puts the figures between the marks
in docs/performance.md. Method: docs/performance.md.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from contextlib import chdir
from pathlib import Path

from hetang.config.environment import CHECKOUT, default_home
from hetang.config.home import Home
from hetang.config.postgres import Cluster

STREET = CHECKOUT / "demo" / "shangtang"
DOCUMENT = CHECKOUT / "docs" / "performance.md"
COUNT = 150


def main() -> int:
    """Exit code 0, or an exception that says what could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.performance.measure", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the figures into docs/performance.md")
    parser.add_argument("--home", type=Path, default=default_home() / "measure", help="folder to work in; emptied")
    parser.add_argument("--count", type=int, default=COUNT, help=f"cases for the verbs, {COUNT}")
    chosen = parser.parse_args()
    home = chosen.home.absolute()
    _empty(home)
    os.environ.update(HETANG_HOME=str(home), HETANG_DEMO="1", HETANG_POOL_SIZE="2", HETANG_HOSTS="localhost")
    # The replay sets sequences, which only the owner may.
    os.environ.update(DJANGO_SETTINGS_MODULE="hetang.config.settings", HETANG_ROLE="owner")
    for inherited in ("DATABASE_URL", "HETANG_SECRET_KEY", "HETANG_DEBUG"):
        os.environ.pop(inherited, None)
    cluster = Cluster(home)
    with cluster.running() as url, chdir(CHECKOUT):
        seconds = {words[0]: _run(*words) for words in (("migrate",), ("load", str(STREET)), ("demo", str(STREET)))}
        text = _measure(cluster, url, home, chosen.count, seconds)
    print(text)
    if chosen.write:
        from tests.performance.report import write_between_marks

        write_between_marks(DOCUMENT, text)
    return 0


def _empty(home: Path) -> None:
    """Only a folder that this program made, or an empty one, is emptied."""
    mark = home / "measured-here"
    if home.exists() and any(home.iterdir()) and not mark.exists():
        sys.exit(f"{home} holds something else; name an empty folder")
    shutil.rmtree(home, ignore_errors=True)
    Home(home).prepare()
    mark.touch()


def _run(*words: str) -> float:
    """Seconds that one console command takes, its own start included."""
    begun = time.monotonic()
    subprocess.run([sys.executable, "-m", "hetang", *words], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begun


def _measure(cluster: Cluster, url: str, home: Path, count: int, seconds: dict[str, float]) -> str:
    # Settings read the home folder when they are imported, so Django comes after it is ready.
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import override_settings

    from hetang.config.processes.launch import collect_static_if_needed
    from tests.performance.pages import measure_pages
    from tests.performance.replay import replay_registration
    from tests.performance.report import Figures, render
    from tests.performance.verbs import Office, measure_register, measure_verbs

    collect_static_if_needed()
    with override_settings(ROOT_URLCONF="tests.performance.urls"):
        pages = measure_pages()
    office = Office.open()
    register, cases = measure_register(office, count)
    pgbench, postmaster = cluster.binaries().program("pgbench"), cluster.status().pid
    replay = replay_registration(office, pgbench, url, postmaster, home / "register.sql", count)
    verbs = [register, *measure_verbs(office, cases)]
    version = connection.cursor().execute("SHOW server_version").fetchone()[0]
    connection.close()
    return render(Figures(pages, verbs, replay, seconds, version.split()[0]))


if __name__ == "__main__":
    sys.exit(main())
