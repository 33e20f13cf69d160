"""The list's filters over the cases that somebody may see."""

from collections.abc import Iterator

import pytest
from django.http import QueryDict

from hetang.commons.people.api import record_person
from hetang.faces.desk.listing import Filters
from hetang.ground.lib import clock
from hetang.record.cases.api import Case, add_party
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.fixed_at(factories.MONDAY):
        yield factories.cast()


@pytest.fixture
def case(cast: Cast) -> Case:
    """A case with two parties, the other side known by telephone."""
    case = factories.case(cast)
    add_party(case, name="罗浩", phone="16000009902", role="respondent", by=cast.operator)
    add_party(case, name="罗父", phone="", role="applicant", by=cast.operator)
    return case


def found(cast: Cast, text: str) -> list[Case]:
    query = QueryDict(mutable=True)
    query["q"] = text
    return list(Filters.read(query).apply(cast.operator))


def test_a_case_with_several_parties_is_listed_once(cast: Cast, case: Case) -> None:
    assert found(cast, "演唱会") == [case]


@pytest.mark.parametrize("text", ["罗浩", "160 0000 9902"])
def test_a_party_is_found_by_name_and_by_telephone(cast: Cast, case: Case, text: str) -> None:
    record_person(name="罗浩", phone="16000009977")
    assert found(cast, text) == [case]


def test_number_and_code_as_a_person_types_them(cast: Cast, case: Case) -> None:
    assert found(cast, case.number.lower()) == [case]
    assert found(cast, case.code.replace("-", " ").lower()) == [case]


def test_a_stranger_finds_nothing(cast: Cast, case: Case) -> None:
    query = QueryDict(mutable=True)
    query["q"] = case.number
    assert not Filters.read(query).apply(cast.stranger).exists()
