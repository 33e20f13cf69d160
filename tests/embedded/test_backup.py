"""`hetang backup` and `hetang restore`: the way there and back, and everything that is refused on it."""

import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from hetang.config.backups.programs import find_programs
from hetang.config.environment import CHECKOUT
from hetang.config.machine.locks import FileLock
from hetang.config.postgres import Cluster
from hetang.config.trouble import SetupError
from tests.embedded.actors import copy_home, new_folder

pytestmark = pytest.mark.faults


def hetang(home: Path, *words: str, database_url: str = "") -> "subprocess.CompletedProcess[str]":
    settings = {"DJANGO_SETTINGS_MODULE": "tests.embedded.standin", "HETANG_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "hetang", *words],
        cwd=CHECKOUT,
        env={**os.environ, **settings, "DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        check=False,
    )


def groups(home: Path) -> list[str]:
    with Cluster(home).running() as url, psycopg.connect(url) as db:
        return [name for (name,) in db.execute("SELECT name FROM auth_group ORDER BY name").fetchall()]


def add_group(home: Path, name: str) -> None:
    with Cluster(home).running() as url, psycopg.connect(url) as db:
        db.execute("INSERT INTO auth_group (name) VALUES (%s)", [name])


@pytest.fixture(scope="module")
def original() -> Iterator[Path]:
    """A folder holding a home with two rows, a document and a key, and its backup; made once and copied."""
    parent = new_folder("backup")
    home = parent / "home"
    assert hetang(home, "migrate").returncode == 0
    add_group(home, "上塘")
    add_group(home, "善贤")
    for folder, name, text in (("files/2026", "协议.pdf", "agreed"), ("keys", "master-1.key", "sesame")):
        (home / folder).mkdir(parents=True)
        (home / folder / name).write_text(text)
    done = hetang(home, "backup", str(parent / "backup"), "--keys", str(parent / "safe"))
    assert done.returncode == 0, done.stderr
    assert "apart from the backup" in done.stdout
    yield parent
    shutil.rmtree(parent)


@pytest.fixture
def street(original: Path, home: Path) -> Path:
    """The home folder, with its owners and rights."""
    copy_home(original / "home", home)
    return home


@pytest.fixture
def backup(original: Path, home: Path) -> Path:
    """The backup, with its keys beside it."""
    subprocess.run(["cp", "-a", original / "backup", original / "safe", home.parent], check=True)
    return home.parent / "backup"


@pytest.fixture
def elsewhere(home: Path) -> Iterator[Path]:
    """Another, empty home folder."""
    folder = home.parent / "elsewhere"
    yield folder
    assert Cluster(folder).status().state in ("absent", "stopped")


def keys_of(backup: Path) -> str:
    return str(backup.parent / "safe")


def snapshot(home: Path) -> list[tuple[str, str]]:
    """Every file of a home folder outside the database, with its content's digest."""
    found = [p for p in home.rglob("*") if p.is_file() and "postgres" not in p.parts and p.suffix != ".lock"]
    return sorted((str(p), hashlib.sha256(p.read_bytes()).hexdigest()) for p in found)


def refused(home: Path, backup: Path, *words: str) -> str:
    """Restore, expecting a refusal that leaves `home` as it was; returns the message."""
    before = (snapshot(home), groups(home))
    done = hetang(home, "restore", str(backup), *words)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "Nothing was changed" in done.stderr
    assert (snapshot(home), groups(home)) == before
    assert databases(home) == ["hetang"]
    return done.stderr


def databases(home: Path) -> list[str]:
    listing = "SELECT datname FROM pg_database WHERE datname LIKE 'hetang%' ORDER BY datname"
    with Cluster(home).running() as url, psycopg.connect(url) as db:
        return [name for (name,) in db.execute(listing).fetchall()]


def test_there_and_back_on_another_machine(street: Path, backup: Path, elsewhere: Path) -> None:
    done = hetang(elsewhere, "restore", str(backup), "--keys", keys_of(backup))
    assert done.returncode == 0, done.stderr
    assert groups(elsewhere) == ["上塘", "善贤"]
    assert databases(elsewhere) == ["hetang"]
    assert "auth_group: 2 = 2" in done.stdout
    assert "as many as were saved" in done.stdout
    for name in ("files/2026/协议.pdf", "keys/master-1.key", "secret.key"):
        assert (elsewhere / name).read_bytes() == (street / name).read_bytes()
    assert hetang(elsewhere, "migrate", "--check").returncode == 0


APPEND = """
from django.db import transaction
from hetang.ground.journal.api import append, catch_up, make_root
with transaction.atomic():
    for key in (2, 1):
        print("seq", append(kind="case", key=key, verb="note", by=None).seq)
catch_up()
make_root()
"""
TOLD = "SELECT p.id, e.stream_kind, e.stream_key, e.seq, e.hash FROM journal_position p"
TOLD += " JOIN journal_event e ON e.id = p.event_id ORDER BY p.id"


def journal(home: Path) -> list[tuple[object, ...]]:
    with Cluster(home).running() as url, psycopg.connect(url) as db:
        return db.execute(TOLD).fetchall()


def test_journal_keeps_its_order_and_chain_and_the_roles_their_rights(street: Path, elsewhere: Path) -> None:
    """Roles belong to a cluster and are in no dump: a restore gives the new cluster's own their rights."""
    for seq in (1, 2):
        said = hetang(street, "shell", "-c", APPEND)
        assert said.stdout.count(f"seq {seq}") == 2, said.stderr
    folder, safe = street.parent / "told", street.parent / "told-keys"
    assert hetang(street, "backup", str(folder), "--keys", str(safe)).returncode == 0
    done = hetang(elsewhere, "restore", str(folder), "--keys", str(safe))
    assert done.returncode == 0, done.stderr
    assert len(journal(street)) == 4
    assert journal(elsewhere) == journal(street)
    for command in ("roles", "verify-journal"):
        done = hetang(elsewhere, command)
        assert done.returncode == 0, done.stdout + done.stderr
    # It goes on where it was, as the runtime role.
    assert hetang(elsewhere, "shell", "-c", APPEND).stdout.count("seq 3") == 2
    assert [row[0] for row in journal(elsewhere)] == [1, 2, 3, 4, 5, 6]
    done = hetang(elsewhere, "verify-journal")
    assert (done.returncode, "root 3" in done.stdout) == (0, True), done.stdout + done.stderr


def test_what_a_role_may_not_do_is_said_in_words(street: Path) -> None:
    delete = "from django.db import connection; connection.cursor().execute('TRUNCATE journal_event')"
    done = hetang(street, "shell", "-c", delete)
    assert (done.returncode, "has no right" in done.stderr) == (1, True)
    assert "Traceback" not in done.stderr


def test_outside_database_with_a_locale_of_its_own(street: Path, backup: Path, elsewhere: Path) -> None:
    locale = "SELECT datlocprovider, datcollate FROM pg_database WHERE datname = 'outside'"
    with Cluster(street).running() as url, psycopg.connect(url, autocommit=True) as db:
        db.execute("CREATE DATABASE outside TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'")
        outside = url.removesuffix("/hetang") + "/outside"
        words = ["restore", str(backup), "--keys", keys_of(backup), "--replace"]
        for _ in range(2):
            done = hetang(elsewhere, *words, database_url=outside)
            assert done.returncode == 0, done.stderr
        assert db.execute(locale).fetchone() == ("c", "C")
        with psycopg.connect(outside) as there:
            assert there.execute("SELECT count(*) FROM auth_group").fetchone() == (2,)
    assert not (elsewhere / "postgres").exists()


def test_backup_and_keys_are_private_and_apart(backup: Path) -> None:
    for folder in (backup, Path(keys_of(backup))):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    names = {path.name for path in backup.rglob("*")}
    assert "database.dump" in names
    assert not names & {"secret.key", "master-1.key"}


def test_backup_without_keys_warns(street: Path) -> None:
    done = hetang(street, "backup", str(street.parent / "bare"))
    assert done.returncode == 0
    assert "cannot be read without its keys" in done.stderr


def test_backup_refuses_a_used_folder_and_keys_inside_it(street: Path, backup: Path) -> None:
    again = hetang(street, "backup", str(backup))
    assert (again.returncode, "is not empty" in again.stderr) == (1, True)
    fresh = street.parent / "fresh"
    inside = hetang(street, "backup", str(fresh), "--keys", str(fresh / "keys"))
    assert (inside.returncode, "must not lie inside" in inside.stderr) == (1, True)
    assert not fresh.exists()


def test_database_with_tables_is_not_overwritten(street: Path, backup: Path) -> None:
    add_group(street, "蔡马")
    assert "--replace" in refused(street, backup)


def test_replace_brings_back_the_old_state_and_keeps_the_present_one(street: Path, backup: Path) -> None:
    add_group(street, "蔡马")
    (street / "files" / "2026" / "later.txt").write_text("later")
    done = hetang(street, "restore", str(backup), "--keys", keys_of(backup), "--replace")
    assert done.returncode == 0, done.stderr
    assert groups(street) == ["上塘", "善贤"]
    assert not (street / "files" / "2026" / "later.txt").exists()
    kept = [name for name in databases(street) if name != "hetang"]
    assert len(kept) == 1
    assert kept[0] in done.stdout
    assert list(street.glob("files-before-*/2026/later.txt"))


def test_altered_missing_and_added_files_are_noticed(street: Path, backup: Path) -> None:
    document = backup / "files" / "2026" / "协议.pdf"
    document.write_text("disagreed")
    assert "协议.pdf" in refused(street, backup, "--replace")
    document.write_text("agreed")
    (backup / "files" / "more.txt").write_text("more")
    assert "more.txt" in refused(street, backup, "--replace")


def test_unfinished_backup_is_none(street: Path, backup: Path) -> None:
    (backup / "manifest.json").unlink()
    assert "no manifest" in refused(street, backup, "--replace")


def test_rewritten_manifest_is_noticed_and_with_its_digest_by_the_keys(street: Path, backup: Path) -> None:
    document = backup / "files" / "2026" / "协议.pdf"
    document.write_text("disagreed")
    rewrite(backup, {"files/2026/协议.pdf": hashlib.sha256(document.read_bytes()).hexdigest()}, digest=False)
    assert "manifest was altered" in refused(street, backup, "--replace")
    rewrite(backup, {}, digest=True)
    assert "do not belong to it" in refused(street, backup, "--keys", keys_of(backup), "--replace")


def rewrite(backup: Path, files: dict[str, str], *, digest: bool) -> None:
    path = backup / "manifest.json"
    said = json.loads(path.read_text())
    said["files"].update(files)
    path.write_text(json.dumps(said))
    if digest:
        (backup / "manifest.sha256").write_text(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  manifest.json\n")


def test_dump_that_breaks_off_changes_nothing(street: Path, backup: Path) -> None:
    """Its digest fits, so only pg_restore finds out, with half of it already in the second database."""
    dump = backup / "database.dump"
    dump.write_bytes(dump.read_bytes()[: dump.stat().st_size * 9 // 10])
    rewrite(backup, {"database.dump": hashlib.sha256(dump.read_bytes()).hexdigest()}, digest=True)
    assert "pg_restore failed" in refused(street, backup, "--replace")


def test_keys_are_asked_for_where_they_are_missing(backup: Path, elsewhere: Path) -> None:
    done = hetang(elsewhere, "restore", str(backup))
    assert done.returncode == 1
    assert "--keys" in done.stderr
    assert not (elsewhere / "keys").exists()


def test_backup_of_a_newer_hetang_is_refused(street: Path, backup: Path) -> None:
    path = backup / "manifest.json"
    said = json.loads(path.read_text())
    said["migrations"].append(["auth", "9999_of_tomorrow"])
    path.write_text(json.dumps(said))
    rewrite(backup, {}, digest=True)
    assert "auth.9999_of_tomorrow" in refused(street, backup, "--replace")


def test_restore_waits_for_nobody(street: Path, backup: Path) -> None:
    with FileLock(street / "up.lock") as lock:
        assert lock.try_acquire()
        assert "Hetang is running" in refused(street, backup, "--replace")
    with Cluster(street).running() as url, psycopg.connect(url, application_name="somebody"):
        done = hetang(street, "restore", str(backup), "--replace")
    assert (done.returncode, "in use: somebody" in done.stderr) == (1, True)


def test_server_of_another_version_is_named_with_what_to_install() -> None:
    with pytest.raises(SetupError, match="postgresql-client-99"):
        find_programs(99)


def test_backup_follows_no_half_written_folder(street: Path) -> None:
    """A failing backup takes back what it wrote, so that the next one may use the same folder (a file that has gone
    meanwhile is no failure)."""
    folder = street.parent / "later"
    shutil.rmtree(street / "files")
    (street / "files").mkdir()
    (street / "files" / "broken").symlink_to("broken")  # leads to itself
    failed = hetang(street, "backup", str(folder))
    assert failed.returncode == 1
    assert list(folder.iterdir()) == []
    (street / "files" / "broken").unlink()
    assert hetang(street, "backup", str(folder)).returncode == 0
