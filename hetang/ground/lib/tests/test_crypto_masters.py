"""The key files: made once however many begin at the same moment, private, and followed by every running process."""

import multiprocessing
import os
import time
from pathlib import Path
from typing import Any

import pytest

from hetang.ground.lib import crypto
from hetang.ground.lib.crypto import masters
from hetang.ground.lib.crypto.providers import KEY_BYTES


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    """A home folder without keys."""
    settings.HETANG_HOME = tmp_path
    return tmp_path


def _first_use(start: Any, answers: Any) -> None:
    start.wait(20)
    key = crypto.new_key()
    answers.put((crypto.wrapped_by(key), crypto.blind_index("13900000001", "phone"), key))


def test_many_first_processes_make_one_key(home: Path) -> None:
    fork = multiprocessing.get_context("fork")
    start, answers = fork.Barrier(6), fork.Queue()
    processes = [fork.Process(target=_first_use, args=(start, answers)) for _ in range(6)]
    for process in processes:
        process.start()
    said = [answers.get(timeout=30) for _ in processes]
    for process in processes:
        process.join(30)
    assert len({fingerprint for fingerprint, _, _ in said}) == 1
    assert len({index for _, index, _ in said}) == 1
    assert sorted(path.name.split("-")[0] for path in (home / "keys").iterdir()) == ["index", "master"]
    assert all(crypto.unseal(key, crypto.seal(key, "x", "phone"), "phone") == "x" for _, _, key in said)


def test_the_files_are_for_their_owner_only_and_named_by_what_they_hold(home: Path) -> None:
    crypto.new_key()
    crypto.blind_index("x", "phone")
    (master,) = (home / "keys").glob("master-*.key")
    (index,) = (home / "keys").glob("index-*.key")
    assert {master.stat().st_mode & 0o777, index.stat().st_mode & 0o777} == {0o600}
    assert (home / "keys").stat().st_mode & 0o777 == 0o700
    assert len(master.read_bytes()) == KEY_BYTES
    assert master.name == f"master-1-{masters.fingerprint_of(master.read_bytes())}.key"
    assert master.read_bytes() not in index.read_bytes()


def test_a_running_process_follows_a_rotation_also_under_an_old_time_stamp(home: Path) -> None:
    crypto.new_key()
    place = home / "keys"
    an_hour_ago = time.time() - 3600
    os.utime(place, (an_hour_ago, an_hour_ago))
    first = crypto.keyring().current
    assert crypto.keyring() is crypto.keyring(), "remembered while nothing changes"
    second = masters.make_master()
    assert (crypto.keyring().current, list(crypto.keyring().masters)) == (second, [first, second])


def test_the_current_master_cannot_be_dropped(home: Path) -> None:
    first = crypto.keyring().current
    with pytest.raises(ValueError, match="stays"):
        masters.drop_master(first)
    second = masters.make_master()
    masters.drop_master(first)
    assert list(crypto.keyring().masters) == [second]


def test_a_draft_left_by_a_killed_process_is_no_key(home: Path) -> None:
    first = crypto.keyring().current
    (home / "keys" / ".master-2-00000000.key.draft").write_bytes(b"half")
    assert list(crypto.keyring().masters) == [first]
    masters.make_master()
    assert len(crypto.keyring().masters) == 2


def test_a_lost_folder_is_told_and_never_replaced(home: Path) -> None:
    key = crypto.new_key()
    (home / "keys").rename(home / "elsewhere")
    for folder_is_there in (False, True):
        if folder_is_there:
            (home / "keys").mkdir(exist_ok=True)
        with pytest.raises(crypto.KeyMissing, match="restore the backup of the keys"):
            crypto.new_key()
        assert not list((home / "keys").glob("*.key")), "no key was made"
    (home / "keys").rmdir()
    (home / "elsewhere").rename(home / "keys")
    assert crypto.unseal(key, crypto.seal(key, "x", "phone"), "phone") == "x"


def test_keys_of_a_restored_backup_are_missed_too(home: Path) -> None:
    crypto.new_key()
    (home / "keys.made").unlink()
    an_hour_ago = time.time() - 3600
    os.utime(home / "keys", (an_hour_ago, an_hour_ago))
    crypto.keyring()
    (home / "keys").rename(home / "elsewhere")
    with pytest.raises(crypto.KeyMissing):
        crypto.new_key()
