"""A home folder of its own for each test, and nothing left running after it."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hetang.config.postgres import Cluster
from hetang.config.postgres.pidfile import find_postmaster, orphans
from tests.embedded.actors import until


@pytest.fixture
def home() -> Iterator[Path]:
    """Not pytest's own folder: that is 0700, and as root the database runs as somebody who could not pass it."""
    parent = Path(tempfile.mkdtemp(prefix="hetang-test-"))
    parent.chmod(0o755)
    folder = parent / "home"
    yield folder
    clean_up(folder)
    shutil.rmtree(parent, ignore_errors=True)


def clean_up(folder: Path) -> None:
    """SIGKILL to whatever still serves this folder."""
    data = Cluster(folder).data
    found = find_postmaster(data)
    if found:
        os.kill(found.pid, signal.SIGKILL)
    until(lambda: not orphans(data) and not find_postmaster(data), "the test's server is gone")
