"""An import that is killed again and again ends like one that was not; with generated rows, in a short form.

The whole file and its speed: `python -m tests.performance.importing`.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from hetang.config.environment import CHECKOUT
from hetang.flow.intake.api import ImportRun
from hetang.flow.intake.tests.importing.files import MAPPING, rows, write_csv
from hetang.ground.journal.api import sequence_new, verify
from hetang.ground.rulepacks.tests.factories import load_packs
from tests.performance.importing import end_state, import_killed, scratch_street, speed_of
from tests.plugins.clones import addresses_of

STREETS = ("330105097", "330105098")
COUNT, KILLS = 5000, 3


@pytest.mark.django_db(transaction=True)
def test_killed_three_times_it_ends_like_one_that_was_not(tmp_path: Path, settings: Any) -> None:
    load_packs()
    scratch_street(STREETS[0])
    path = write_csv(tmp_path / "orders.csv.gz", rows(COUNT))
    (tmp_path / "map.yaml").write_text(MAPPING.replace("社区: ", "").replace(", community: 社区", ""), encoding="utf-8")
    environment = {
        **os.environ,
        **addresses_of(connection.settings_dict["NAME"]),
        "HETANG_HOME": str(settings.HETANG_HOME),
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "hetang", "import", "orders", str(path), "--street", STREETS[0]]
    command += ["--mapping", str(tmp_path / "map.yaml"), "--reject", str(tmp_path / "rejects.csv")]
    killed = import_killed(command, environment, KILLS, _done, COUNT)
    assert killed == KILLS, "it was still at work each time"
    first = end_state()
    run = ImportRun.objects.get()
    assert (run.state, run.rows_done) == ("done", COUNT)
    again = subprocess.run(command, env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert end_state() == first, "run once more it changes nothing"
    assert speed_of(again.stdout) == 0.0
    assert len((tmp_path / "rejects.csv").read_text(encoding="utf-8-sig").splitlines()) > run.counts["rejected"]
    while sequence_new():
        pass
    assert list(verify()) == []
    assert [row[0] for row in first["rows"]] == list(range(2, COUNT + 2)), "every row once"


def _done() -> int:
    return ImportRun.objects.values_list("rows_done", flat=True).first() or 0
