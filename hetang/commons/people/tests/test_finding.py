"""Persons are found by what is sealed: number, identity, parts of the name."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hetang.commons.people.actions.record import record_person
from hetang.commons.people.queries import persons_by_id_number, persons_by_name, persons_by_phone
from hetang.commons.people.rules import asked_words, name_words, spoken
from hetang.ground.lib import crypto
from hetang.ground.lib.crypto import masters
from hetang.ground.lib.crypto.sealing import wrap


def names(text: str) -> list[str]:
    return [person.name for person in persons_by_name(text)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("张晓雨", ["张晓雨"]),
        ("张晓", ["张晓", "张晓雨"]),
        ("晓雨", ["丁晓雨", "张晓雨"]),
        ("张", ["张晓", "张晓雨"]),
        ("雨", []),
        ("欧阳", ["欧阳修"]),
        ("john  s", ["John Smith"]),
        ("ＳＭＩＴＨ", ["John Smith"]),
        ("物业", ["某某物业服务公司"]),
        ("张雨", []),
        ("", []),
        ("  ", []),
    ],
)
def test_a_name_is_found_by_its_beginning_and_by_its_parts(asked: str, found: list[str]) -> None:
    for name in ("张晓雨", "丁晓雨", "张晓", "欧阳修", "John Smith", "某某物业服务公司"):
        record_person(name=name)
    assert sorted(names(asked)) == sorted(found)


SIGNS = "张晓雨丁欧阳修 abcXYZＡＢ0９·　"


@given(st.text(SIGNS, max_size=12), st.text(SIGNS, max_size=4), st.text(SIGNS, max_size=4))
def test_whatever_a_name_holds_it_has_the_words_asked_for(part: str, before: str, after: str) -> None:
    words = asked_words(part)
    if words and words[0].startswith("^"):
        assert words[0] in name_words(part + after)
    elif words:
        assert set(words) <= set(name_words(before + part + after))


@pytest.mark.django_db
def test_an_identity_is_found_as_the_old_card_writes_it() -> None:
    person = record_person(name="丁晓雨", id_number="110105491231002")
    assert person.id_number == "11010519491231002X"
    assert list(persons_by_id_number("11010519491231002x")) == [person]
    assert list(persons_by_id_number("110105491231002")) == [person]
    assert not persons_by_id_number("不清楚").exists()


@pytest.mark.django_db
def test_while_a_new_index_key_comes_in_everybody_is_found(settings: Any, tmp_path: Path) -> None:
    settings.HETANG_HOME = tmp_path
    before = record_person(name="张晓雨", phone="13900000001", id_number="330105200001010017")
    masters.make_index(wrap)
    after = record_person(name="张晓", phone="13900000001")
    assert set(persons_by_phone("13900000001")) == set(persons_by_name("张晓")) == {before, after}
    assert record_person(name="张晓雨", phone="13900000001") == before
    assert list(persons_by_id_number("330105200001010017")) == [before]
    assert crypto.keyring().indexes[0].number == 2


@given(st.text(max_size=20))
def test_speaking_a_name_twice_is_speaking_it_once(name: str) -> None:
    assert spoken(spoken(name)) == spoken(name)
