"""`python -m tests.performance.million --cases 1000000 --home DIR`: a demonstration home with that many cases.

Start it afterwards with `HETANG_HOME=DIR HETANG_DEMO=1 python -m hetang up`; sign in as in the demo street.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg

from hetang.config.environment import CHECKOUT
from hetang.config.home import Home
from hetang.config.postgres import Cluster

STREET = CHECKOUT / "demo" / "shangtang"
ORIGINALS, STREETS, SEED = 1000, 12, 1788
UNTIL = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def main() -> int:
    """Exit code 0, or an exception that says what could not be made."""
    parser = argparse.ArgumentParser(prog="python -m tests.performance.million", description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--home", type=Path, required=True, help="an empty folder, or one that is not there yet")
    parser.add_argument("--originals", type=int, default=ORIGINALS, help=f"cases played for real, {ORIGINALS}")
    parser.add_argument("--streets", type=int, default=STREETS, help=f"{STREETS}")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args()
    home = chosen.home.absolute()
    if home.exists() and any(home.iterdir()):
        sys.exit(f"{home} is not empty")
    Home(home).prepare()
    os.environ.update(HETANG_HOME=str(home), HETANG_DEMO="1", DJANGO_SETTINGS_MODULE="hetang.config.settings")
    # Indexes are dropped and made, sequences set: only the owner may.
    os.environ.update(HETANG_ROLE="owner")
    for inherited in ("DATABASE_URL", "HETANG_POOL_SIZE"):
        os.environ.pop(inherited, None)
    begun = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - begun:6.0f} s  {line}", flush=True)

    with Cluster(home).running(), chdir(CHECKOUT):
        for words in (("migrate",), ("load", str(STREET)), ("demo", str(STREET), "--count", str(chosen.originals))):
            subprocess.run([sys.executable, "-m", "hetang", *words], check=True, stdout=subprocess.DEVNULL)
            say(" ".join(words[:1]))
        with _room_for_wal(home):
            _fill(chosen, say)
    return 0


@contextmanager
def _room_for_wal(home: Path) -> Iterator[None]:
    """Gigabytes in minutes: with the everyday limit the server would write a checkpoint every few seconds."""
    password = (home / "postgres" / "superuser").read_text("ascii").strip()
    port = int((home / "postgres" / "port").read_text("ascii"))
    with psycopg.connect(host="127.0.0.1", port=port, user="postgres", password=password, autocommit=True) as owner:
        owner.execute("ALTER SYSTEM SET max_wal_size TO '16GB'")
        owner.execute("SELECT pg_reload_conf()")
        yield
        owner.execute("ALTER SYSTEM RESET max_wal_size")
        owner.execute("SELECT pg_reload_conf()")
        owner.execute("CHECKPOINT")


def _fill(chosen: argparse.Namespace, say: "object") -> None:
    # Settings read the home folder when they are imported, so Django comes after it is ready.
    import django

    django.setup()
    from django.db import connection

    from tests.performance.million import filling
    from tests.performance.million.entries import make_entries
    from tests.performance.million.making import make_million
    from tests.performance.million.stories import told_of

    make_million(
        STREET,
        cases=chosen.cases,
        streets=chosen.streets,
        until=UNTIL,
        workers=chosen.workers,
        seed=SEED,
        say=say,  # type: ignore[arg-type]
    )
    # Before the entries: without statistics each piece of them reads whole tables.
    filling.analyse([*filling.tables(told_of()), "insight_figure"])
    say("analysed")  # type: ignore[operator]
    make_entries(chosen.workers, say)  # type: ignore[arg-type]
    connection.close()


if __name__ == "__main__":
    sys.exit(main())
