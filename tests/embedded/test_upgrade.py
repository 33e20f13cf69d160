"""Data of an earlier release go on in a later one: by migrating in place, and by restoring the earlier one's backup."""

from pathlib import Path

import psycopg
import pytest

from hetang.config.postgres import Cluster
from tests.embedded.test_backup import APPEND, databases, hetang, journal, snapshot

pytestmark = pytest.mark.faults
NAMES = ("上塘", "善贤新村")
LENGTHS = [("上塘", 2), ("善贤新村", 4)]


@pytest.fixture
def first_release(made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that the earlier release made, with two entries and a journal; the program is the later one again."""
    with monkeypatch.context() as earlier:
        earlier.setenv("STANDIN_FIRST_RELEASE", "1")
        assert hetang(made, "migrate").returncode == 0
        with Cluster(made).running() as url, psycopg.connect(url) as db:
            for name in NAMES:
                db.execute("INSERT INTO growing_entry (name) VALUES (%s)", [name])
        assert hetang(made, "shell", "-c", APPEND).returncode == 0
        done = hetang(made, "backup", str(made.parent / "old"), "--keys", str(made.parent / "old-keys"))
        assert done.returncode == 0, done.stderr
        assert hetang(made, "migrate", "--check").returncode == 0
    assert hetang(made, "migrate", "--check").returncode == 1, "the later release has more tables"
    return made


def entries(home: Path) -> list[tuple[str, int]]:
    with Cluster(home).running() as url, psycopg.connect(url) as db:
        return db.execute("SELECT name, length FROM growing_entry ORDER BY id").fetchall()


def test_a_backup_of_an_earlier_release_is_brought_up_to_date_before_it_takes_the_place(first_release: Path) -> None:
    elsewhere = first_release.parent / "elsewhere"
    old, keys = str(first_release.parent / "old"), str(first_release.parent / "old-keys")
    done = hetang(elsewhere, "restore", old, "--keys", keys)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "growing_entry: 2 = 2" in done.stdout
    assert entries(elsewhere) == LENGTHS
    assert journal(elsewhere) == journal(first_release)
    assert hetang(elsewhere, "migrate", "--check").returncode == 0
    assert hetang(elsewhere, "roles").returncode == 0, "the other roles have their rights to the new tables"


def test_an_installation_goes_on_where_it_is(first_release: Path) -> None:
    before = journal(first_release)
    assert hetang(first_release, "migrate").returncode == 0
    assert entries(first_release) == LENGTHS
    assert journal(first_release) == before
    done = hetang(first_release, "verify-journal")
    assert done.returncode == 0, done.stderr


def test_a_later_releases_backup_is_refused_by_the_earlier_one(
    first_release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hetang(first_release, "migrate").returncode == 0
    new, keys = str(first_release.parent / "new"), str(first_release.parent / "new-keys")
    assert hetang(first_release, "backup", new, "--keys", keys).returncode == 0
    monkeypatch.setenv("STANDIN_FIRST_RELEASE", "1")
    before = snapshot(first_release)
    done = hetang(first_release, "restore", new, "--keys", keys, "--replace")
    assert (done.returncode, "growing.0002_length" in done.stderr) == (1, True), done.stderr
    assert (snapshot(first_release), databases(first_release)) == (before, ["hetang"])
