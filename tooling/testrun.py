"""Runs pytest against a database server, in a state folder of its own. Called by `bin/test`."""

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from hetang.config.home import read_private
from hetang.config.postgres import Cluster
from tooling.homes import test_home
from tooling.setup.paths import ROOT


def main(args: Sequence[str]) -> int:
    """Exit code of pytest."""
    with _database() as addresses, tempfile.TemporaryDirectory(prefix="run-", dir=test_home()) as folder:
        home = Path(folder)
        (test_home() / "keys").mkdir(mode=0o700, exist_ok=True)
        # Templates outlive a run, and what is sealed in them opens only with the keys they were made with.
        for shared in ("static", "keys"):
            (home / shared).symlink_to(test_home() / shared)
        env = os.environ | addresses
        env |= {
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
def _database() -> Iterator[dict[str, str]]:
    """The server given by DATABASE_URL, or the embedded one for as long as the tests run.

    Its addresses: as the owner, who makes and empties databases for tests, and as the two other roles.
    """
    given = os.environ.get("DATABASE_URL")
    if given:
        yield _addresses(given, _role(given, "hetang_tests_runtime"), _role(given, "hetang_tests_retention"))
        return
    test_home().mkdir(parents=True, exist_ok=True)
    cluster = Cluster(test_home())
    with cluster.running() as url:
        yield _addresses(url, read_private(cluster.home.database_url), read_private(cluster.home.retention_url))


def _addresses(owner: str, runtime: str, retention: str) -> dict[str, str]:
    return {"DATABASE_URL": owner, "HETANG_TEST_RUNTIME_URL": runtime, "HETANG_TEST_RETENTION_URL": retention}


def _role(url: str, name: str) -> str:
    """The same server as the role `name`, made here where it is lacking. Two runs agree on the password."""
    password = hashlib.sha256(url.encode()).hexdigest()[:32]
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("SELECT pg_advisory_lock(1788)")
        if not db.execute("SELECT FROM pg_roles WHERE rolname = %s", [name]).fetchone():
            db.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(name), password))
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{name}:{password}@{parts.netloc.rpartition('@')[2]}"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
