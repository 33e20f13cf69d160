"""What cases are found by, made for a whole database at once: `python -m tests.performance.million.entries --home DIR`.

The consumer's own reading of cases, without the journal's events one by one, into a table without its index.
"""

import argparse
import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path

from hetang.config.environment import CHECKOUT
from hetang.config.postgres import Cluster

CHUNK = 2000
Say = Callable[[str], None]
# The first key of each chunk: keys may have gaps.
_FIRSTS = "SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM cases_case) c WHERE (n - 1) %% %s = 0"


def make_entries(workers: int, say: Say) -> None:
    """Make every case's entry, and say that the consumer has read to the end."""
    from django.db import connection, connections

    from hetang.record.finding.api import Entry

    index = Entry._meta.indexes[0]
    with connection.schema_editor() as editor:
        editor.execute("TRUNCATE finding_entry")
        editor.remove_index(Entry, index)
    begun = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(_FIRSTS, [CHUNK])
        firsts = [int(key) for (key,) in cursor.fetchall()]
    connections.close_all()  # a forked process must not share our connection
    context = multiprocessing.get_context("fork")
    crew = [context.Process(target=_work, args=(mine, workers, firsts, say)) for mine in range(workers)]
    for each in crew:
        each.start()
    for each in crew:
        each.join()
        if each.exitcode:
            raise RuntimeError(f"a process ended with {each.exitcode}")
    say(f"entries read and written, {time.monotonic() - begun:.0f} s")
    begun = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem TO '768MB'")
    with connection.schema_editor() as editor:
        editor.add_index(Entry, index)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_offset (consumer, position) SELECT 'finding', max(id) FROM journal_position"
            " ON CONFLICT (consumer) DO UPDATE SET position = EXCLUDED.position"
        )
        cursor.execute("VACUUM ANALYZE finding_entry")
    say(f"index made, {time.monotonic() - begun:.0f} s")


def _work(mine: int, workers: int, firsts: list[int], say: Say) -> None:
    from django.db import connection

    from hetang.record.cases.api import Case
    from hetang.record.finding.projection import Entries

    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    begun, entries = time.monotonic(), Entries()
    for number, first in enumerate(firsts):
        if number % workers == mine:
            rows = Case.objects.filter(pk__gte=first).order_by("pk").values_list("pk", flat=True)
            entries.put(list(rows[:CHUNK]))
            if mine == 0 and number % (20 * workers) == 0:
                say(f"{(number + 1) * CHUNK} of {len(firsts) * CHUNK} entries, {time.monotonic() - begun:.0f} s")
    connection.close()


def main() -> int:
    """Exit code 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.performance.million.entries", description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args()
    home = chosen.home.absolute()
    os.environ.update(HETANG_HOME=str(home), HETANG_DEMO="1", DJANGO_SETTINGS_MODULE="hetang.config.settings")
    os.environ.update(HETANG_ROLE="owner")
    os.environ.pop("DATABASE_URL", None)
    with Cluster(home).running(), chdir(CHECKOUT):
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0, interactive=False)
        make_entries(chosen.workers, lambda line: print(line, flush=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
