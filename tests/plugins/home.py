"""Every run has a state folder of its own, so that no test can touch a demonstration on the same machine."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hetang.ground.lib.kept import forget_all


def pytest_configure() -> None:
    """Refuse a bare `pytest`: it would find the demonstration's database and clock."""
    if "HETANG_TEST_RUN" not in os.environ:
        pytest.exit("请用 bin/test 运行测试（Run the tests by bin/test: it prepares a database and a home folder）", 4)


@pytest.fixture(autouse=True)
def _real_time_again() -> Iterator[None]:
    """A test that moved the demo clock leaves no trace for the next one, nor do look-ups that a process keeps."""
    forget_all()
    yield
    Path(os.environ["HETANG_HOME"], "clock.json").unlink(missing_ok=True)
