"""Recording residents and knowing them again."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hetang.commons.people.actions.record import Named, record_person, record_persons
from hetang.commons.people.models import Person
from hetang.commons.people.queries import persons_by_phone
from hetang.ground.lib.refusals import Invalid
from hetang.ground.lib.tests.refusing import refused

pytestmark = pytest.mark.django_db
PHONE = "13900000001"


def test_a_person_is_kept_with_a_sealed_number() -> None:
    person = record_person(name="  丁 晓雨 ", phone="139-0000-0001")
    kept = Person.objects.get(pk=person.pk)
    assert (kept.name, kept.phone, kept.masked_phone) == ("丁 晓雨", PHONE, "139****0001")


def test_the_same_name_and_number_is_the_same_person() -> None:
    first = record_person(name="丁晓雨", phone=PHONE)
    assert record_person(name="丁晓雨", phone="+86 139 0000 0001") == first
    assert Person.objects.count() == 1


def test_a_shared_number_or_a_shared_name_are_two_persons() -> None:
    first = record_person(name="丁晓雨", phone=PHONE)
    others = [record_person(name="丁妈妈", phone=PHONE), record_person(name="丁晓雨"), record_person(name="丁晓雨")]
    assert len({first.pk, *(p.pk for p in others)}) == 4
    assert list(persons_by_phone("139 0000 0001")) == [others[0], first]


def test_without_a_number_nothing_is_sealed() -> None:
    person = record_person(name="卖家", phone="  ")
    assert (person.phone_sealed, person.phone_index, person.phone, person.masked_phone) == (None, None, "", "")


def test_nobody_is_found_under_what_is_no_number() -> None:
    record_person(name="卖家")
    assert not persons_by_phone("卖家").exists()
    assert not persons_by_phone("").exists()


def test_several_are_recorded_at_once_in_their_order(django_assert_num_queries: Any) -> None:
    known = record_person(name="丁晓雨", phone=PHONE)
    with django_assert_num_queries(2):
        seller, again, student = record_persons([Named("卖家"), Named("小王", "13900000002"), Named("丁晓雨", PHONE)])
    assert (seller.name, again.phone, student) == ("卖家", "13900000002", known)
    assert Person.objects.get(pk=again.pk).phone == "13900000002"


def test_told_of_twice_at_once_is_one_person() -> None:
    first, second = record_persons([Named("丁晓雨", PHONE), Named("丁晓雨", "+86 139 0000 0001")])
    assert first is second
    assert Person.objects.count() == 1


def test_one_that_cannot_be_recorded_keeps_all_from_being_recorded() -> None:
    with refused(Invalid, "没有填写姓名。"):
        record_persons([Named("丁晓雨", PHONE), Named(" ")])


@pytest.mark.parametrize("name", ["", "   ", "\t\n"])
def test_a_person_without_a_name_is_refused(name: str) -> None:
    with refused(Invalid, "没有填写姓名。"):
        record_person(name=name, phone=PHONE)


def test_a_number_that_is_none_is_refused() -> None:
    with refused(Invalid, "“%(phone)s”不像电话号码。"):
        record_person(name="丁晓雨", phone="12345678")


def test_nothing_of_a_person_stands_in_the_table_in_clear() -> None:
    record_person(name="丁晓雨", phone=PHONE, id_number="33010520000101001X"[:17] + "7", address="朝晖六区32幢501室")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT people_person::text, encode(key || name_sealed || phone_sealed, 'escape') FROM people_person"
        )
        row = " ".join(cursor.fetchone())
    for clear in ("丁", "晓雨", PHONE, "330105", "20000101", "2000-01-01", "朝晖"):
        assert clear not in row
        assert clear.encode().hex() not in row


def test_everything_that_was_told_is_kept_under_the_persons_key() -> None:
    made = record_person(name="丁晓雨", phone=PHONE, id_number="110105 19491231 002x", address=" 朝晖六区32幢501室 ")
    kept = Person.objects.get(pk=made.pk)
    assert (kept.id_number, kept.address) == ("11010519491231002X", "朝晖六区32幢501室")
    assert (kept.born_on, kept.sex) == (date(1949, 12, 31), "female")
    assert (kept.masked_name, kept.masked_id_number, kept.masked_address) == (
        "丁**",
        "110105********002X",
        "朝晖六区****",
    )


def test_a_told_birthday_serves_where_no_identity_number_is_known() -> None:
    made = record_person(name="小丁", born_on=date(2015, 6, 1))
    kept = Person.objects.get(pk=made.pk)
    assert (kept.born_on, kept.sex) == (date(2015, 6, 1), "")
    kept.put("id_number", "330105200001010017")
    assert kept.born_on == date(2000, 1, 1)


def test_what_was_not_known_is_added_and_what_was_known_stays() -> None:
    first = record_person(name="丁晓雨", phone=PHONE)
    assert record_person(name="丁晓雨", phone=PHONE, id_number="330105200001010017", address="绍兴路398号") == first
    record_person(name="丁 晓雨", phone=PHONE, address="别处1号")
    kept = Person.objects.get()
    assert (kept.id_number, kept.address) == ("330105200001010017", "绍兴路398号")
    assert record_person(name="丁晓雨", id_number="330105200001010017") == first, "known by name and identity"


def test_two_identities_are_two_persons_even_under_one_name_and_number() -> None:
    first = record_person(name="丁晓雨", phone=PHONE, id_number="330105200001010017")
    assert record_person(name="丁晓雨", phone=PHONE, id_number="11010519491231002X") != first


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("330105", "身份证号应为 18 位（旧证 15 位），最后一位可以是 X。"),
        ("330105200002300017", "身份证号里的出生日期不存在，请核对第 7 至 14 位。"),
        ("330105200001010018", "身份证号的最后一位与前面不符，请逐位核对。"),
    ],
)
def test_an_identity_number_that_is_none_is_refused(typed: str, what: str) -> None:
    with refused(Invalid, what):
        record_person(name="丁晓雨", id_number=typed)


def test_many_at_once_are_one_question_and_one_statement() -> None:
    known = record_person(name="丁晓雨", phone=PHONE)
    drafts = [
        Named("丁晓雨", PHONE),
        Named("卖家"),
        Named("卖家"),
        Named("罗浩", "13900000002"),
        Named("罗浩", "13900000002"),
    ]
    with CaptureQueriesContext(connection) as asked:
        persons = record_persons(drafts)
    assert [q["sql"].split()[0] for q in asked] == ["SELECT", "INSERT"]
    assert [p.name for p in persons] == ["丁晓雨", "卖家", "卖家", "罗浩", "罗浩"]
    assert persons[0] == known
    assert persons[1] != persons[2], "a name alone makes nobody the same"
    assert persons[3] is persons[4]


def test_an_erased_person_shows_nothing_and_is_found_by_nothing() -> None:
    person = record_person(name="丁晓雨", phone=PHONE)
    Person.objects.update(
        key=b"", name_sealed=None, name_index=None, name_tokens=[], phone_sealed=None, phone_index=None
    )
    person.refresh_from_db()
    assert (person.is_erased, person.name, person.masked_name, person.phone, person.born_on, person.sex) == (
        True,
        "已依法删除",
        "已依法删除",
        "",
        None,
        "",
    )
    assert not persons_by_phone(PHONE).exists()
    assert record_person(name="丁晓雨", phone=PHONE) != person
