"""A short storm: web, worker, database and its backends are killed under load, and every promise holds."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from hetang.config.environment import CHECKOUT

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("made")]


def test_nothing_acknowledged_is_lost_or_doubled(home: Path) -> None:
    words = ["--minutes", "0.7", "--every", "2", "5", "--operators", "2", "--home", str(home)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.performance.chaos", *words],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    told = re.search(r"(\d+) kills .*: (\d+) registrations", done.stdout)
    assert told, done.stdout
    assert int(told[1]) >= 4
    assert int(told[2]) >= 5
