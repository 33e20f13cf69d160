"""The state folders that the commands use: the demo's own, and beneath it one for checks and one for tests."""

import os
from pathlib import Path

from hetang.config.environment import default_home


def demo_home() -> Path:
    """Where `bin/demo` keeps its street; `HETANG_HOME` may name another folder."""
    return Path(os.environ.get("HETANG_HOME") or default_home()).absolute()


def check_home() -> Path:
    """Where `bin/demo --check` walks its case; never the street a person is trying things in."""
    return default_home() / "check"


def test_home() -> Path:
    """Where tests keep their database server and collected static files."""
    return default_home() / "test"
