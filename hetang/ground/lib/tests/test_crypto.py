"""Sealed fields open with the right person, field and master key, and with nothing else."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hetang.ground.lib import crypto

PHONE = "13900000001"


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    """A home folder without keys."""
    settings.HETANG_HOME = tmp_path
    return tmp_path


@given(st.text())
def test_what_was_sealed_comes_back(text: str) -> None:
    key = crypto.new_person_key()
    assert crypto.unseal(key, crypto.seal(key, text, "phone"), "phone") == text


def test_the_sealed_value_neither_shows_nor_repeats_the_text() -> None:
    key = crypto.new_person_key()
    first, second = crypto.seal(key, PHONE, "phone"), crypto.seal(key, PHONE, "phone")
    assert first != second
    assert PHONE.encode() not in first


def test_another_persons_key_does_not_open_it() -> None:
    sealed = crypto.seal(crypto.new_person_key(), PHONE, "phone")
    with pytest.raises(crypto.Unsealable):
        crypto.unseal(crypto.new_person_key(), sealed, "phone")


def test_it_does_not_open_as_another_field() -> None:
    key = crypto.new_person_key()
    with pytest.raises(crypto.Unsealable):
        crypto.unseal(key, crypto.seal(key, PHONE, "phone"), "id_number")


def test_every_changed_byte_is_noticed() -> None:
    key = crypto.new_person_key()
    sealed = crypto.seal(key, PHONE, "phone")
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(crypto.Unsealable):
            crypto.unseal(key, changed, "phone")


@pytest.mark.parametrize("length", [0, 5, 12, 20])
def test_a_cut_value_is_noticed(length: int) -> None:
    key = crypto.new_person_key()
    with pytest.raises(crypto.Unsealable):
        crypto.unseal(key, crypto.seal(key, PHONE, "phone")[:length], "phone")


def test_without_the_master_key_the_message_names_the_backup(home: Path) -> None:
    key = crypto.new_person_key()
    sealed = crypto.seal(key, PHONE, "phone")
    (master,) = (home / "keys").glob("master-*.key")
    master.unlink()
    crypto._load.cache_clear()
    with pytest.raises(crypto.KeyMissing, match="restore the backup of the keys"):
        crypto.unseal(key, sealed, "phone")


def test_the_master_key_is_made_once_and_only_for_its_owner(home: Path) -> None:
    crypto.new_person_key()
    crypto.new_person_key()
    (master,) = (home / "keys").glob("master-*.key")
    assert master.stat().st_mode & 0o777 == 0o600
    assert (home / "keys").stat().st_mode & 0o777 == 0o700
    assert len(master.read_bytes()) == crypto.KEY_BYTES


def test_equal_values_of_a_field_have_one_index_and_other_fields_another(home: Path) -> None:
    index = crypto.blind_index(PHONE, "phone")
    assert index == crypto.blind_index(PHONE, "phone")
    assert len(index) == 16
    assert index not in {crypto.blind_index("13900000002", "phone"), crypto.blind_index(PHONE, "id_number")}


def test_the_index_depends_on_the_master_key(home: Path, settings: Any) -> None:
    before = crypto.blind_index(PHONE, "phone")
    settings.HETANG_HOME = home / "another"
    assert crypto.blind_index(PHONE, "phone") != before
