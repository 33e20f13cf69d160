"""A hundred thousand rows as .xlsx: seconds and memory of a process that does nothing else."""

import os
import subprocess
import sys
import time
from pathlib import Path

from django.http import QueryDict

from hetang.faces.desk.exporting import work
from hetang.faces.desk.exporting.actions import ask_export
from hetang.faces.desk.exporting.files import clear, file_of
from hetang.faces.desk.exporting.work import write_export
from hetang.faces.desk.models import Export
from tests.performance.scale.pages import holder, largest_street

ROWS = 100_000
PROGRAM = "import django; django.setup(); from tests.performance.scale.export import alone; alone({key})"


def measure() -> str:
    """Export the newest ROWS cases that an operator sees, in a process of its own; what it made is cleared away."""
    who = holder("operator", largest_street())
    export = ask_export(query=QueryDict("").dict(), reason="measurement", by=who)
    begun = time.perf_counter()
    child = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM.format(key=export.pk)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ,
    )
    wall = time.perf_counter() - begun
    export.refresh_from_db()
    peak, size = int(child.stdout.split()[-1]) / 1024, file_of(export).stat().st_size / 1e6
    clear(export)
    Export.objects.filter(pk=export.pk).delete()
    return (
        f"**Export**: {export.rows:,} rows as .xlsx in {wall:.0f} s, {size:.1f} MB; the process held {peak:.0f} MB at most."
        " Limits: 60 s, 300 MB."
    )


def alone(key: int) -> None:
    """The job by itself, in this process; prints the most memory it held, in KB."""
    work.MOST_ROWS = ROWS
    write_export.func(key=key, language="zh-hans")
    peak = Path("/proc/self/status").read_text("ascii").split("VmHWM:")[1].split()[0]
    print(peak)
