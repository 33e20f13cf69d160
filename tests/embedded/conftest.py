"""A home folder of its own for each test, and nothing left running after it."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from hetang.config.postgres import Cluster
from hetang.config.postgres.pidfile import find_postmaster, orphans
from tests.embedded.actors import copy_home, new_folder, until


@pytest.fixture
def home() -> Iterator[Path]:
    """Where a home folder may be made; nothing is there yet."""
    parent = new_folder("test")
    folder = parent / "home"
    yield folder
    clean_up(folder)
    shutil.rmtree(parent, ignore_errors=True)


@pytest.fixture(scope="session")
def template() -> Iterator[Path]:
    """A home folder whose database has been made and stopped."""
    parent = new_folder("template")
    with Cluster(parent / "home").running():
        pass
    yield parent / "home"
    shutil.rmtree(parent)


@pytest.fixture
def made(home: Path, template: Path) -> Path:
    """`home` with a database in it: copying one is quicker than making one, and most tests begin there."""
    copy_home(template, home)
    return home


def clean_up(folder: Path) -> None:
    """Immediate shutdown of whatever still serves this folder; a killed one would leave its shared memory behind."""
    data = Cluster(folder).data
    found = find_postmaster(data)
    if found:
        os.kill(found.pid, signal.SIGQUIT)
    until(lambda: not orphans(data) and not find_postmaster(data), "the test's server is gone")
