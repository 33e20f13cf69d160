"""An export whose process is killed again and again with SIGKILL ends like one that was not: every row once, noted once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import connection
from openpyxl import load_workbook

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import ExportLog
from hetang.commons.places.api import place
from hetang.config.environment import CHECKOUT
from hetang.faces.desk.exporting.actions import ask_export
from hetang.faces.desk.exporting.files import file_of, folder, keys_of
from hetang.faces.desk.exporting.work import write_export
from hetang.faces.desk.models import Export
from hetang.flow.intake.api import begin_import, run_import
from hetang.flow.intake.tests.importing.files import MAPPING, row, write_csv
from hetang.ground.rulepacks.tests.factories import load_packs
from hetang.record.cases.api import Case
from tests.performance.importing import scratch_street
from tests.plugins.clones import addresses_of

STREET = "330105096"
COUNT, KILLS, PATIENCE = 6000, 3, 90.0


@pytest.mark.django_db(transaction=True)
def test_killed_three_times_it_ends_like_one_that_was_not(tmp_path: Path, settings: Any) -> None:
    load_packs()
    scratch_street(STREET)
    export = asked(tmp_path)
    environment = {**os.environ, **addresses_of(connection.settings_dict["NAME"])}
    environment |= {"HETANG_HOME": str(settings.HETANG_HOME), "PYTHONUNBUFFERED": "1"}
    dice = Random(1)  # noqa: S311 - moments, no secrets
    for turn in range(KILLS):
        until = COUNT * (turn + dice.random()) / (KILLS + 1)
        with jobs(environment) as worker:
            wait(partial(_is_beyond, export, until))
            time.sleep(dice.random() * 0.1)
            os.killpg(worker.pid, signal.SIGKILL)
        assert now(export).state == "running", "it was still at work each time"
        # What takes half a minute: nobody has heard of the dead worker for too long.
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '5 minutes'")
    with jobs(environment) as worker:
        wait(lambda: now(export).state == "done")
        worker.terminate()
        worker.wait(30)
    book = load_workbook(BytesIO(file_of(export).read_bytes()), read_only=True)
    numbers = [cells[0] for cells in book.worksheets[0].iter_rows(values_only=True)][1:]
    assert numbers == list(Case.objects.order_by("-pk").values_list("number", flat=True)), (
        "every row once, in its place"
    )
    assert [log.rows for log in ExportLog.objects.all()] == [COUNT]
    assert sorted(path.name for path in folder().glob(f"{export.token}*")) == sorted(
        path.name for path in (file_of(export), keys_of(export))
    )


def asked(tmp_path: Path) -> Export:
    """An export of COUNT cases that waits for a worker."""
    by, street = Account.objects.get(username="shiyan"), place(STREET)
    assert street is not None
    path = write_csv(tmp_path / "orders.csv", [row(at, 电话="") for at in range(COUNT)])
    mapping = MAPPING.replace(", community: 社区", "")
    assert run_import(begin_import(path, mapping, street, by=by), path).counts["case"] == COUNT
    export = ask_export(query={}, reason="演练", by=by)
    write_export.defer(key=export.pk, language="zh-hans")
    return export


@contextmanager
def jobs(environment: dict[str, str]) -> "Iterator[subprocess.Popen[bytes]]":
    """A worker in a group of its own, which never outlives the block."""
    command = [sys.executable, "-m", "hetang", "jobs"]
    worker = subprocess.Popen(command, env=environment, cwd=CHECKOUT, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        yield worker
    finally:
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(30)


def _is_beyond(export: Export, rows: float) -> bool:
    return now(export).rows > rows


def now(export: Export) -> Export:
    """As it stands."""
    return Export.objects.get(pk=export.pk)


def wait(until: Callable[[], bool]) -> None:
    """Until it is so, or fail."""
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end, "nothing moves"
        time.sleep(0.01)
