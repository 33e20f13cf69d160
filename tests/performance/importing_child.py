"""One import in the home folder that the environment names; see `importing.py`."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import django


def main() -> int:
    """Prints one line of JSON: what the command said, the end state as digests, faults, kills."""
    file, mapping, kills = sys.argv[1], sys.argv[2], int(sys.argv[3])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hetang.config.settings")
    from hetang.config.postgres import Cluster
    from tests.performance.importing import STREET, end_state, import_killed, scratch_street

    command = [sys.executable, "-m", "hetang", "import", "orders", file, "--mapping", mapping, "--street", STREET]
    with Cluster(Path(os.environ["HETANG_HOME"])).running():
        for words in (["migrate"], ["load"]):
            subprocess.run([sys.executable, "-m", "hetang", *words], check=True, stdout=subprocess.DEVNULL)
        django.setup()
        scratch_street()
        from django.db import connection

        killed = import_killed(command, dict(os.environ), kills, _rows_done, _rows_of(file)) if kills else 0
        said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        from hetang.ground.journal.api import sequence_new, verify

        while sequence_new():
            pass
        faults = len(list(verify()))
        state = {name: _digest(rows) for name, rows in end_state().items()}
        connection.close()
    print(json.dumps({"said": said, "state": state, "faults": faults, "killed": killed}))
    return 0


def _digest(rows: list[tuple[Any, ...]]) -> str:
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def _rows_of(file: str) -> int:
    from hetang.flow.intake.importing.tables import open_table

    with open_table(Path(file)) as table:
        return sum(1 for _ in table.rows)


def _rows_done() -> int:
    from hetang.flow.intake.api import ImportRun

    return ImportRun.objects.values_list("rows_done", flat=True).first() or 0


if __name__ == "__main__":
    sys.exit(main())
