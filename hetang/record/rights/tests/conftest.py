"""The cast on a Monday morning."""

from collections.abc import Iterator

import pytest

from hetang.commons.people.api import Person
from hetang.ground.lib import clock
from hetang.record.cases.api import Case
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """Everybody; the clock stands at `factories.MONDAY`."""
    with clock.fixed_at(factories.MONDAY):
        yield factories.cast()


@pytest.fixture
def case(cast: Cast) -> Case:
    """In the mediator's hand."""
    return factories.in_hand(cast)


@pytest.fixture
def person(case: Case) -> Person:
    """Who asked for help in it."""
    return case.parties.get(role="applicant").person
