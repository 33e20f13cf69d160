"""The state folders that the commands use: the demo's own, and beneath it one for checks and one for tests."""

import hashlib
import os
from pathlib import Path

from hetang.config.environment import CHECKOUT, default_home


def demo_home() -> Path:
    """Where `bin/demo` keeps its street; `HETANG_HOME` may name another folder."""
    return Path(os.environ.get("HETANG_HOME") or default_home()).absolute()


def check_home() -> Path:
    """Where `bin/demo --check` walks its case; never the street a person is trying things in.

    Named after the tables: before the first release a room's only migration is written anew, and a database that was
    made by the old one can neither be used nor brought up to date.
    """
    digest = hashlib.sha256()
    for path in sorted((CHECKOUT / "hetang").glob("*/*/migrations/*.py")):
        digest.update(path.read_bytes())
    return default_home() / f"check-{digest.hexdigest()[:8]}"


def test_home() -> Path:
    """Where tests keep their database server and collected static files."""
    return default_home() / "test"
