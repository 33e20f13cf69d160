"""A demo street of its own, served by one worker, for `residents.py`."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from pathlib import Path

from hetang.config.environment import CHECKOUT
from hetang.config.home import Home
from hetang.config.machine.ports import choose_free
from hetang.config.postgres import Cluster
from hetang.config.processes.web import granian_command

APPLICATION, CONSTANT = "hetang.config.wsgi:application", "tests.performance.constant:application"
STREET = CHECKOUT / "demo" / "shangtang"
# Of what was filed (code, digest of the photo): what is whole in the record.
_COUNT = """SELECT count(*) FROM unnest(%s::text[], %s::text[]) AS filed(code, digest)
    JOIN cases_case c ON c.code = filed.code JOIN intake_contact t ON t.case_id = c.id AND t.channel = 'web'
    JOIN evidence_evidence e ON e.case_id = c.id JOIN cases_party p ON p.id = e.party_id AND p.role = 'applicant'
    JOIN documents_storedfile f ON f.id = e.file_id AND f.digest = filed.digest
    WHERE EXISTS (SELECT FROM rights_consent r WHERE r.case_id = c.id)"""


@contextmanager
def served(home: Path) -> Iterator[tuple[int, Callable[[dict[str, str]], int]]]:
    """The port, and what counts the matters (digest of the photo by code) that are whole in the record."""
    mark = home / "measured-here"
    if home.exists() and any(home.iterdir()) and not mark.exists():
        sys.exit(f"{home} holds something else; name an empty folder")
    shutil.rmtree(home, ignore_errors=True)
    Home(home).prepare()
    mark.touch()
    os.environ.update(HETANG_HOME=str(home), HETANG_DEMO="1", HETANG_POOL_SIZE="4", HETANG_HOSTS="localhost")
    for inherited in ("DATABASE_URL", "HETANG_SECRET_KEY", "HETANG_DEBUG"):
        os.environ.pop(inherited, None)
    cluster = Cluster(home)
    with cluster.running() as url, chdir(CHECKOUT):
        os.environ["DATABASE_URL"] = url
        for words in (("migrate",), ("load", str(STREET)), ("collectstatic", "--noinput")):
            subprocess.run([sys.executable, "-m", "hetang", *words], check=True, stdout=subprocess.DEVNULL)
        port = choose_free()
        command = [CONSTANT if word == APPLICATION else word for word in granian_command("127.0.0.1", port, 1)]
        assert CONSTANT in command
        web = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            _wait(f"http://localhost:{port}/p/")
            yield port, lambda filed: _count(url, filed)
        finally:
            web.terminate()
            web.wait(20)


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    sys.exit("the server does not answer")


def _count(url: str, filed: dict[str, str]) -> int:
    import psycopg

    with psycopg.connect(url) as asked:
        row = asked.execute(_COUNT, [list(filed), list(filed.values())]).fetchone()
    return int(row[0]) if row else 0
