"""A whole file imported, straight and killed on the way: `python -m tests.performance.importing FILE MAPPING [--kills N]`.

Works in home folders and a scratch street of its own. Prints rows a second, and whether the killed import ended like
the straight one. No row of the file leaves the homes, which are removed.
"""

import argparse
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

STREET = "330105099"
# Everything an import leaves but keys, codes and moments of storing. Cases are named by the row that opened them.
_STATE = {
    "rows": """
        WITH first AS (SELECT case_id, min(number) AS number FROM intake_importedrow WHERE fate IN ('case', 'loose') GROUP BY 1)
        SELECT r.number, r.fate, r.order_number, r.reason::text, f.number
        FROM intake_importedrow r LEFT JOIN first f USING (case_id) ORDER BY 1
    """,
    "cases": r"""
        SELECT regexp_replace(summary, '·[a-z]{10}⟧', '', 'g'), state, kind, category, community, registered_at, due_at IS NULL
        FROM cases_case ORDER BY 1, 6
    """,
    "contacts": r"""
        SELECT regexp_replace(x.text || c.summary, '·[a-z]{10}⟧', '', 'g') COLLATE "C", x.channel, x.at
        FROM intake_contact x JOIN cases_case c ON c.id = x.case_id ORDER BY 1, 3
    """,
    "people": "SELECT count(*), count(phone_index), count(DISTINCT phone_index) FROM people_person",
    "parties": "SELECT role, count(*) FROM cases_party GROUP BY 1 ORDER BY 1",
    "files": "SELECT retention, keep_until, count(*) FROM archive_casefile GROUP BY 1, 2 ORDER BY 1, 2",
    "references": "SELECT kind, count(*) FROM cases_textreference GROUP BY 1 ORDER BY 1",
    "events": "SELECT stream_kind, verb, seq, count(*) FROM journal_event WHERE stream_kind = 'case' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    "numbers": "SELECT count(DISTINCT number), count(DISTINCT code), count(*) FROM cases_case",
    "run": "SELECT state, rows_done, counts FROM intake_importrun ORDER BY id",
}


def end_state() -> dict[str, list[tuple[Any, ...]]]:
    """What an import has left in the database that Django is connected to."""
    from django.db import connection

    with connection.cursor() as cursor:
        found = {}
        for name, statement in _STATE.items():
            cursor.execute(statement)
            found[name] = cursor.fetchall()
        return found


def scratch_street(code: str = STREET) -> None:
    """A street with one station and its lead, apart from every other."""
    from hetang.commons.accounts.tests import factories as accounts
    from hetang.commons.alliance.tests import factories as alliance
    from hetang.commons.places.tests import factories as places

    street = places.street(code, "试验街道", "SY")
    station = places.unit(street, f"sy-{code}", "试验驿站")
    alliance.station(station, is_default=True)
    accounts.staff("shiyan", "试站长", "station_lead", station)


def import_killed(
    command: list[str], environment: dict[str, str], kills: int, done: Callable[[], int], whole: int, seed: int = 1
) -> int:
    """Run the import again and again, killing it `kills` times at random rows; returns how often it was killed."""
    dice, killed = random.Random(seed), 0  # noqa: S311 - moments, no secrets
    for turn in range(kills):
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
        until = whole * (turn + dice.random()) / (kills + 1)
        # At or soon after that row: in the middle of a batch as likely as between two.
        while done() < until and process.poll() is None:
            time.sleep(0.005)
        time.sleep(dice.random() * 0.1)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            killed += 1
        process.wait(60)
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return killed


def main() -> int:
    """Exit code 0 where both ended alike and the chains hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.performance.importing", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("mapping", type=Path)
    parser.add_argument("--kills", type=int, default=5)
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="hetang-import-"))
    folder.chmod(0o755)
    try:
        straight = _in_home(folder / "straight", chosen, 0)
        killed = _in_home(folder / "killed", chosen, chosen.kills)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(straight["said"])
    alike = {name for name in straight["state"] if straight["state"][name] == killed["state"][name]}
    differ = ", ".join(sorted(set(_STATE) - alike))
    print(f"killed {killed['killed']} times: {f'DIFFERENT in {differ}' if differ else 'the same end state'}")
    print(f"faults in the chains: {straight['faults']} and {killed['faults']}")
    return 0 if alike == set(_STATE) and not straight["faults"] and not killed["faults"] else 1


def _in_home(home: Path, chosen: argparse.Namespace, kills: int) -> dict[str, Any]:
    """One import in a home folder of its own; in a process of its own, since settings are read once."""
    import json

    home.mkdir()
    words = [
        sys.executable,
        "-m",
        "tests.performance.importing_child",
        str(chosen.file),
        str(chosen.mapping),
        str(kills),
    ]
    environment = {**os.environ, "HETANG_HOME": str(home), "HETANG_DEMO": "1", "HETANG_ROLE": "owner"}
    for inherited in ("DATABASE_URL", "HETANG_OWNER_URL", "HETANG_RETENTION_URL"):
        environment.pop(inherited, None)
    out = subprocess.run(words, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, Any] = json.loads(out.splitlines()[-1])
    return found


def speed_of(text: str) -> float:
    """Rows a second as the command said them; 0.0 where it did not."""
    found = re.search(r"([0-9]+) 行/秒", text)
    return float(found[1]) if found else 0.0


if __name__ == "__main__":
    sys.exit(main())
