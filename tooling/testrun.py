"""Runs pytest against a database server, in a state folder of its own. Called by `bin/test`."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from hetang.config.postgres import Cluster
from tooling.homes import test_home
from tooling.setup.paths import ROOT


def main(args: Sequence[str]) -> int:
    """Exit code of pytest."""
    with _database() as url, tempfile.TemporaryDirectory(prefix="run-", dir=test_home()) as folder:
        home = Path(folder)
        (test_home() / "keys").mkdir(mode=0o700, exist_ok=True)
        # Templates outlive a run, and what is sealed in them opens only with the keys they were made with.
        for shared in ("static", "keys"):
            (home / shared).symlink_to(test_home() / shared)
        env = os.environ | {
            "DATABASE_URL": url,
            "HETANG_HOME": str(home),
            "HETANG_DEMO": "1",
            "HETANG_SECRET_KEY": "only-for-tests",
            "HETANG_TEST_RUN": "1",
        }
        return _wait(subprocess.Popen([sys.executable, "-m", "pytest", *args], cwd=ROOT, env=env))


def _wait(pytest: subprocess.Popen[bytes]) -> int:
    """Ctrl-C reaches pytest as well: let it finish its report and tidy up."""
    while True:
        try:
            return pytest.wait()
        except KeyboardInterrupt:
            continue


@contextmanager
def _database() -> Iterator[str]:
    """The server given by DATABASE_URL, or the embedded one for as long as the tests run."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    test_home().mkdir(parents=True, exist_ok=True)
    with Cluster(test_home()).running() as url:
        yield url


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
