"""Sealed fields open with the right person, field and master key, and with nothing else."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hetang.ground.lib import crypto
from hetang.ground.lib.crypto import masters
from hetang.ground.lib.crypto.providers import KEY_BYTES, PROVIDERS

PHONE = "13900000001"


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    """A home folder without keys."""
    settings.HETANG_HOME = tmp_path
    return tmp_path


@given(st.text())
def test_what_was_sealed_comes_back(text: str) -> None:
    key = crypto.new_key()
    assert crypto.unseal(key, crypto.seal(key, text, "phone"), "phone") == text


def test_the_sealed_value_neither_shows_nor_repeats_the_text() -> None:
    key = crypto.new_key()
    first, second = crypto.seal(key, PHONE, "phone"), crypto.seal(key, PHONE, "phone")
    assert first != second
    assert PHONE.encode() not in first


def test_another_persons_key_does_not_open_it() -> None:
    sealed = crypto.seal(crypto.new_key(), PHONE, "phone")
    with pytest.raises(crypto.Unsealable):
        crypto.unseal(crypto.new_key(), sealed, "phone")


def test_it_does_not_open_as_another_field() -> None:
    key = crypto.new_key()
    with pytest.raises(crypto.Unsealable):
        crypto.unseal(key, crypto.seal(key, PHONE, "phone"), "id_number")


def test_every_changed_byte_is_noticed() -> None:
    key = crypto.new_key()
    sealed = crypto.seal(key, PHONE, "phone")
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(crypto.Unsealable):
            crypto.unseal(key, changed, "phone")


@pytest.mark.parametrize("length", [0, 5, 12, 20])
def test_a_cut_value_is_noticed(length: int) -> None:
    key = crypto.new_key()
    with pytest.raises(crypto.Unsealable):
        crypto.unseal(key, crypto.seal(key, PHONE, "phone")[:length], "phone")


def test_without_the_master_key_the_message_names_the_backup(home: Path) -> None:
    key = crypto.new_key()
    sealed = crypto.seal(key, PHONE, "phone")
    (master,) = (home / "keys").glob("master-*.key")
    master.unlink()
    with pytest.raises(crypto.KeyMissing, match="restore the backup of the keys"):
        crypto.unseal(key, sealed, "phone")


def test_equal_values_of_a_field_have_one_index_and_other_fields_another(home: Path) -> None:
    index = crypto.blind_index(PHONE, "phone")
    assert index == crypto.blind_index(PHONE, "phone")
    assert crypto.blind_indexes(PHONE, "phone") == [index]
    assert len(index) == 16
    assert index not in {crypto.blind_index("13900000002", "phone"), crypto.blind_index(PHONE, "id_number")}


def test_the_index_depends_on_the_installations_index_key(home: Path, settings: Any) -> None:
    before = crypto.blind_index(PHONE, "phone")
    settings.HETANG_HOME = home / "another"
    assert crypto.blind_index(PHONE, "phone") != before


def test_a_new_master_leaves_every_index_as_it_was(home: Path) -> None:
    before = crypto.blind_index(PHONE, "phone")
    masters.make_master()
    masters.replace_indexes(crypto.rewrap)
    assert crypto.blind_index(PHONE, "phone") == before


def test_while_a_newer_index_key_comes_in_both_answer(home: Path) -> None:
    before = crypto.blind_index(PHONE, "phone")
    masters.make_index(crypto.sealing.wrap)
    after = crypto.blind_index(PHONE, "phone")
    assert crypto.blind_indexes(PHONE, "phone") == [after, before]
    masters.drop_older_indexes()
    assert crypto.blind_indexes(PHONE, "phone") == [after]


@pytest.mark.parametrize("later", sorted(PROVIDERS))
@pytest.mark.parametrize("first", sorted(PROVIDERS))
def test_data_of_both_providers_reads_on(home: Path, settings: Any, first: str, later: str) -> None:
    settings.CRYPTO_PROVIDER = first
    key = crypto.new_key()
    sealed, index = crypto.seal(key, PHONE, "phone"), crypto.blind_index(PHONE, "phone")
    settings.CRYPTO_PROVIDER = later
    newer = crypto.seal(key, "绍兴路", "address")
    assert crypto.unseal(key, sealed, "phone") == PHONE
    assert crypto.unseal(crypto.rewrap(key), sealed, "phone") == PHONE
    assert crypto.unseal(key, newer, "address") == "绍兴路"
    assert crypto.blind_index(PHONE, "phone") == index, "people stay findable"
    assert (sealed[0], newer[0]) == (PROVIDERS[first].number, PROVIDERS[later].number)


def test_a_number_of_an_index_fits_the_databases_bigint() -> None:
    assert crypto.as_number(b"\xff" * 16) == -1
    assert crypto.as_number(b"\x7f" + b"\xff" * 15) == 2**63 - 1


def test_a_key_wrapped_anew_opens_what_was_sealed_before(home: Path) -> None:
    key = crypto.new_key()
    sealed, first = crypto.seal(key, PHONE, "phone"), crypto.wrapped_by(key)
    assert crypto.rewrap(key) is key
    second = masters.make_master()
    fresh = crypto.rewrap(key)
    assert (crypto.wrapped_by(key), crypto.wrapped_by(fresh), first != second) == (first, second, True)
    assert (crypto.is_current(key), crypto.is_current(fresh)) == (False, True)
    assert crypto.unseal(key, sealed, "phone") == crypto.unseal(fresh, sealed, "phone") == PHONE
    assert len(fresh) == 1 + 4 + 12 + KEY_BYTES + 16
