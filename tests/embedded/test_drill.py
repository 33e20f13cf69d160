"""Trial restores: what they find, what they leave behind, and what a restore looks through before it is taken."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from hetang.config.backups.dated import finished
from hetang.config.backups.noting import BACKUP, DRILL, last
from hetang.config.environment import CHECKOUT
from hetang.config.home import Home
from hetang.config.postgres import Cluster
from tests.embedded.test_backup import (
    APPEND,
    add_group,
    backup,
    databases,
    elsewhere,
    hetang,
    keys_of,
    original,
    refused,
    street,
)

__all__ = ["backup", "elsewhere", "original", "street"]  # fixtures
pytestmark = pytest.mark.faults


def rewrite(folder: Path, change: dict[str, object]) -> None:
    """Change the manifest with its digests, here and beside the keys, as somebody who has both may."""
    path = folder / "manifest.json"
    said = {**json.loads(path.read_text()), **change}
    path.write_text(json.dumps(said))
    digest = f"{hashlib.sha256(path.read_bytes()).hexdigest()}  manifest.json\n"
    for target in (folder, Path(keys_of(folder))):
        (target / "manifest.sha256").write_text(digest)


def test_a_drill_restores_beside_the_live_database_while_it_is_used(street: Path, backup: Path) -> None:
    with Cluster(street).running() as url, psycopg.connect(url, application_name="somebody"):
        done = hetang(street, "drill", str(backup), "--keys", keys_of(backup))
        assert done.returncode == 0, done.stdout + done.stderr
    assert "auth_group: 2 = 2" in done.stdout
    assert databases(street) == ["hetang"]
    noted = last(Home(street), DRILL)
    assert noted is not None
    assert (noted.ok, noted.facts["faults"]) == (True, [])
    assert noted.facts["rows"] > 2


def test_a_drill_that_fails_says_so_and_leaves_nothing(street: Path, backup: Path) -> None:
    rewrite(backup, {"counts": {**json.loads((backup / "manifest.json").read_text())["counts"], "auth_group": 3}})
    done = hetang(street, "drill", str(backup), "--keys", keys_of(backup))
    assert (done.returncode, "auth_group: 3 ≠ 2" in done.stderr) == (1, True), done.stdout + done.stderr
    assert databases(street) == ["hetang"]
    noted = last(Home(street), DRILL)
    assert noted is not None
    assert (noted.ok, "auth_group" in noted.reason) == (False, True)
    assert last(Home(street), DRILL, ok=True) is None


def test_a_restore_with_rows_missing_changes_nothing(street: Path, backup: Path) -> None:
    rewrite(backup, {"counts": {**json.loads((backup / "manifest.json").read_text())["counts"], "auth_group": 3}})
    assert "auth_group: 3 ≠ 2" in refused(street, backup, "--keys", keys_of(backup), "--replace")


def test_a_backup_whose_journal_was_altered_is_told_before_anything_is_replaced(street: Path) -> None:
    assert hetang(street, "shell", "-c", APPEND).returncode == 0
    with Cluster(street).running() as url, psycopg.connect(url) as db:
        db.execute("ALTER TABLE journal_event DISABLE TRIGGER USER")
        db.execute("UPDATE journal_event SET verb = 'other' WHERE seq = 1 AND stream_key = '1'")
        db.execute("ALTER TABLE journal_event ENABLE TRIGGER USER")
    folder, safe = street.parent / "bad", street.parent / "safe-bad"
    assert hetang(street, "backup", str(folder), "--keys", str(safe)).returncode == 0
    assert "does not verify: case/1 #1" in refused(street, folder, "--keys", str(safe), "--replace")
    done = hetang(street, "drill", str(folder), "--keys", str(safe))
    assert (done.returncode, "does not verify" in done.stderr) == (1, True)
    done = hetang(street, "restore", str(folder), "--keys", str(safe), "--replace", "--despite-faults")
    assert (done.returncode, "case/1 #1" in done.stdout) == (0, True), done.stdout + done.stderr


def test_dated_backups_are_kept_in_number_each_with_its_keys(street: Path) -> None:
    root, keys = street.parent / "backups", street.parent / "backup-keys"
    for stamp in ("20260101T000000Z", "20260102T000000Z"):
        done = hetang(street, "backup", str(root / stamp), "--keys", str(keys / stamp))
        assert done.returncode == 0, done.stderr
    (root / "20260103T000000Z").mkdir()  # broken off: no manifest, so it is none and pushes nobody out
    add_group(street, "蔡马")
    done = hetang(street, "backup", str(root), "--keys", str(keys), "--dated", "--keep", "2")
    assert done.returncode == 0, done.stderr
    assert "20260101T000000Z" in done.stdout
    kept = [path.name for path in finished(root)]
    assert len(kept) == 2
    assert kept[0] == "20260102T000000Z"
    assert sorted(path.name for path in keys.iterdir()) == kept
    noted = last(Home(street), BACKUP, ok=True)
    assert noted is not None
    assert noted.folder == str(root / kept[1])
    # The drill takes the newest.
    done = hetang(street, "drill", str(root), "--keys", str(keys))
    assert (done.returncode, "auth_group: 3 = 3" in done.stdout) == (0, True), done.stdout + done.stderr


WRITE = """
from itertools import count
from django.db import transaction
from hetang.ground.journal.api import append, catch_up
for n in count():
    with transaction.atomic():
        append(kind="case", key=n % 7 + 1, verb="note", by=None, body={"items": n})
    if n % 5 == 0:
        catch_up()
        print("so far", n, flush=True)
"""


def test_a_backup_under_load_is_of_one_moment_and_good_on_another_machine(street: Path, elsewhere: Path) -> None:
    """Events come in all the time: elsewhere there are as many rows as in that moment, and the chains hold."""
    settings = {"DJANGO_SETTINGS_MODULE": "tests.embedded.standin", "HETANG_HOME": str(street), "DATABASE_URL": ""}
    with Cluster(street).running() as url:
        writer = subprocess.Popen(
            [sys.executable, "-m", "hetang", "shell", "-c", WRITE],
            cwd=CHECKOUT,
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert writer.stdout is not None
            assert any("so far 10" in line for line in writer.stdout), "it has begun"
            folder, safe = street.parent / "busy", street.parent / "busy-keys"
            done = hetang(street, "backup", str(folder), "--keys", str(safe))
            assert done.returncode == 0, done.stderr
            assert writer.poll() is None, "it wrote all the while"
        finally:
            writer.kill()
            writer.wait()
        with psycopg.connect(url) as db:
            [written] = db.execute("SELECT count(*) FROM journal_event").fetchone() or (0,)
    saved = json.loads((folder / "manifest.json").read_text())["counts"]["journal_event"]
    assert 10 < saved < written
    done = hetang(elsewhere, "restore", str(folder), "--keys", str(safe))
    assert (done.returncode, f"journal_event: {saved} = {saved}" in done.stdout) == (0, True), done.stderr
    told = hetang(elsewhere, "verify-journal")
    assert (told.returncode, str(saved) in told.stdout) == (0, True), told.stdout + told.stderr
