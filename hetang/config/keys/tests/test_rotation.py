"""A new master key while everything goes on: resumable, kill-safe, both keys valid, the old one kept while named."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import BinaryField

from hetang.commons.people.api import (
    Named,
    Person,
    persons_by_name,
    persons_by_phone,
    record_person,
    record_persons,
)
from hetang.config.keys.rotation import retire, rotate
from hetang.config.keys.tables import key_columns, masters_in_use
from hetang.config.trouble import SetupError
from hetang.ground.lib import crypto
from hetang.ground.lib.crypto.sealing import head
from tests.plugins import clones

PHONE = "13900000001"


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    """A home folder with keys of its own: those of the other tests stay as they are."""
    settings.HETANG_HOME = tmp_path
    return tmp_path


def people(number: int) -> list[Person]:
    return record_persons([Named(f"张晓雨{at}", f"139{at:08d}") for at in range(number)])


def waiting() -> int:
    return sum(column.count_waiting(head()) for column in key_columns())


@pytest.mark.django_db
def test_every_key_is_wrapped_anew_and_everything_reads_and_is_found_as_before(home: Path) -> None:
    person = record_person(name="丁晓雨", phone=PHONE, id_number="330105200001010017")
    before = Person.objects.values_list("phone_index", "name_index").get()
    first = crypto.keyring().current
    steps = list(rotate(resume=False, batch=1))
    second = crypto.keyring().current
    assert (steps[0].done, steps[-1].done, steps[-1].total) == (0, 1, 1)
    assert first != second
    assert masters_in_use() == {second: 2}, "the person's key and the index key"
    kept = Person.objects.get()
    assert (kept.name, kept.phone, kept.id_number) == ("丁晓雨", PHONE, "330105200001010017")
    assert Person.objects.values_list("phone_index", "name_index").get() == before
    assert list(persons_by_phone(PHONE)) == list(persons_by_name("晓雨")) == [person]


@pytest.mark.django_db
def test_both_masters_work_while_it_goes_on(home: Path) -> None:
    people(30)
    for at, _ in enumerate(rotate(resume=False, batch=7)):
        record_person(name=f"新来的{at}", phone=f"138{at:08d}")
        assert len({person.name for person in Person.objects.all()}) == Person.objects.count()
    assert waiting() == 0
    assert len(masters_in_use()) == 1


@pytest.mark.django_db
def test_a_person_erased_in_between_stays_erased(home: Path) -> None:
    first, second = people(2)
    column = next(column for column in key_columns() if column.table == "people_person")
    crypto.masters.make_master()
    erased = iter([first.pk])

    def change(wrapped: bytes) -> bytes:
        for pk in erased:
            Person.objects.filter(pk=pk).update(key=b"")
        return crypto.rewrap(wrapped)

    assert sum(column.rewrap(head(), change, 10)) == 1
    assert Person.objects.get(pk=first.pk).is_erased
    assert Person.objects.get(pk=second.pk).name == second.name
    assert waiting() == 0


@pytest.mark.django_db
def test_a_change_of_cipher_wraps_anew_too_and_old_fields_read_on(home: Path, settings: Any) -> None:
    person = record_person(name="丁晓雨", phone=PHONE)
    settings.CRYPTO_PROVIDER = "sm4"
    list(rotate(resume=False))
    person.refresh_from_db()
    assert (bytes(person.key)[0], bytes(person.phone_sealed or b"")[0]) == (2, 1)
    assert person.phone == PHONE
    assert record_person(name="丁晓雨", phone=PHONE) == person


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_it_is_taken_up_again(home: Path) -> None:
    people(400)
    first = crypto.keyring().current
    name = str(connection.settings_dict["NAME"])
    words = [sys.executable, "-m", "hetang", "keys", "rotate", "--batch", "5"]
    env = os.environ | clones.addresses_of(name) | {"HETANG_HOME": str(home)}
    with subprocess.Popen(words, cwd=clones.ROOT, env=env, stdout=subprocess.PIPE, text=True) as rotating:
        assert rotating.stdout is not None
        for line in rotating.stdout:
            if line.startswith("10 / "):
                break
        rotating.kill()
    left = waiting()
    assert 0 < left < 400, "killed in the middle"
    assert len(masters_in_use()) == 2
    assert {person.name for person in Person.objects.all()} == {f"张晓雨{at}" for at in range(400)}
    with pytest.raises(SetupError, match=r"keys are still wrapped by it"):
        retire(first)
    steps = list(rotate(resume=True))
    assert (steps[0].total, steps[-1].done) == (left, left)
    assert len(crypto.keyring().masters) == 2, "taken up, not begun anew"
    retire(first)
    assert list(crypto.keyring().masters) == list(masters_in_use())
    assert {person.name for person in Person.objects.all()} == {f"张晓雨{at}" for at in range(400)}


@pytest.mark.django_db
def test_the_current_and_an_unknown_key_are_not_retired(home: Path) -> None:
    with pytest.raises(SetupError, match="current master key cannot be retired"):
        retire(crypto.keyring().current)
    with pytest.raises(SetupError, match="no master key 00000000"):
        retire("00000000")
    assert len(crypto.keyring().masters) == 1


@pytest.mark.django_db
def test_the_status_names_each_key_and_what_is_missing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people(3)
    first = crypto.keyring().current
    second = crypto.masters.make_master()
    call_command("keys", "status")
    said = capsys.readouterr().out
    assert f"{first}: 旧 former" in said
    assert f"{second}: 正在使用 current" in said
    assert "wraps 4" in said
    assert "still to wrap: 3" in said
    next((home / "keys").glob(f"master-*-{first}.key")).unlink()
    call_command("keys", "status")
    assert f"{first}: 缺失 MISSING · 封装 wraps 4" in capsys.readouterr().out


def test_every_column_of_wrapped_keys_is_rotated() -> None:
    columns = {
        f"{model._meta.label}.{field.attname}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, BinaryField) and field.attname.endswith("key")
    }
    assert columns == set(settings.WRAPPED_KEYS)
