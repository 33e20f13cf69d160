"""Recording residents, finding them by number, and looking at a number in clear."""

from datetime import UTC, datetime
from typing import Any

import pytest

from hetang.commons.accounts.tests.factories import account
from hetang.commons.people.actions import Named, record_person, record_persons, reveal_phone
from hetang.commons.people.models import Person, SensitiveRead
from hetang.commons.people.queries import persons_by_phone
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid
from hetang.ground.lib.tests.refusing import refused

pytestmark = pytest.mark.django_db
PHONE = "13900000001"


def test_a_person_is_kept_with_a_sealed_number() -> None:
    person = record_person(name="  丁 晓雨 ", phone="139-0000-0001")
    kept = Person.objects.get(pk=person.pk)
    assert (kept.name, kept.phone, kept.masked_phone) == ("丁 晓雨", PHONE, "139****0001")
    assert PHONE.encode() not in b"".join(
        bytes(part or b"") for part in (kept.phone_sealed, kept.phone_index, kept.key)
    )


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


def test_a_look_at_a_number_is_written_down() -> None:
    person, by = record_person(name="丁晓雨", phone=PHONE), account("hu", "胡回访")
    moment = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
    with clock.fixed_at(moment):
        assert reveal_phone(person, reason=" 回访 ", by=by) == PHONE
    read = SensitiveRead.objects.get()
    assert (read.account, read.person, read.field, read.reason, read.at) == (by, person, "phone", "回访", moment)


def test_a_look_without_a_reason_is_refused() -> None:
    person, by = record_person(name="丁晓雨", phone=PHONE), account("hu", "胡回访")
    with refused(Invalid, "查看完整号码须写明原因。"):
        reveal_phone(person, reason="  ", by=by)
