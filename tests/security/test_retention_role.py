"""Only the role that is there for it destroys files; the role of the pages erases a person and deletes nothing."""

import os
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.db import ProgrammingError, connection, transaction

from hetang.commons.people.api import Person
from hetang.flow.archive.api import run_retention
from hetang.flow.archive.models import Tombstone
from hetang.flow.archive.tests.factories import condemned
from hetang.ground.lib import clock
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.rights.api import carry_out
from hetang.record.rights.tests.factories import request_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Iterator[Cast]:
    with clock.fixed_at(MONDAY):
        yield cases.cast()


@pytest.fixture
def become() -> Iterator[Callable[[str], None]]:
    """Django works as the role of this environment variable from now on."""
    settings = connection.settings_dict
    before = settings["USER"], settings["PASSWORD"]

    def switch(variable: str) -> None:
        parts = urlsplit(os.environ[variable])
        connection.close()
        settings["USER"], settings["PASSWORD"] = parts.username, parts.password

    yield switch
    connection.close()
    settings["USER"], settings["PASSWORD"] = before


def test_the_retention_role_destroys_and_the_pages_role_cannot(cast: Cast, become: Callable[[str], None]) -> None:
    with transaction.atomic():
        number = condemned(cast).number
    become("HETANG_TEST_RUNTIME_URL")
    before = all_rows()
    for execute in (False, True):
        with pytest.raises(ProgrammingError, match="permission denied"):
            run_retention(execute=execute)
    assert changed(before) == {}
    become("HETANG_TEST_RETENTION_URL")
    assert run_retention(execute=True).files == [number]
    assert Tombstone.objects.get().number == number
    assert run_retention(execute=True).files == []


def test_the_pages_role_erases_a_person(cast: Cast, become: Callable[[str], None]) -> None:
    with transaction.atomic():
        case = cases.put(cases.in_hand(cast), "voided")
        person = case.parties.get(role="applicant").person
        request = request_in(cast, person, "granted", kind="erase", decided_by=cast.lead)
    become("HETANG_TEST_RUNTIME_URL")
    carry_out(request, by=cast.leader)
    assert Person.objects.get(pk=person.pk).erased_at == MONDAY
