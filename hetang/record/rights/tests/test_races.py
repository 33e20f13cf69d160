"""An erasure and a registration of the same person at the same moment: one of them sees the other."""

from threading import Event, Thread

import pytest
from django.db import connection, connections, transaction

from hetang.commons.people.api import Person, record_person
from hetang.commons.people.tests import factories as people


@pytest.mark.django_db(transaction=True)
def test_whoever_registers_while_a_person_is_erased_gets_somebody_new() -> None:
    gone = people.person()
    locked, found = Event(), []

    def register() -> None:
        locked.wait(10)
        with transaction.atomic():
            found.append(record_person(name="丁晓雨", phone="13900000001").pk)
        connections.close_all()

    other = Thread(target=register)
    other.start()
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=gone.pk)
        locked.set()
        other.join(1)
        assert other.is_alive(), "the registration waits for the erasure"
        Person.objects.filter(pk=person.pk).update(key=b"")
    other.join(10)
    assert found and found[0] != gone.pk


@pytest.mark.django_db(transaction=True)
def test_an_erasure_waits_for_a_registration_that_found_the_person_first() -> None:
    people.person()
    with transaction.atomic():
        known = record_person(name="丁晓雨", phone="13900000001")
        taken: list[bool] = []

        def erase() -> None:
            with transaction.atomic():
                taken.append(Person.objects.select_for_update(skip_locked=True).filter(pk=known.pk).exists())
            connections.close_all()

        other = Thread(target=erase)
        other.start()
        other.join(10)
    assert taken == [False]
    assert connection.is_usable()
