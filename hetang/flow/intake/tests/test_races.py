"""A form sent twice at the same moment is one registration."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connection

from hetang.flow.intake.actions.register import register_case
from hetang.flow.intake.models import Contact
from hetang.flow.intake.tests.factories import open_stations, report
from hetang.ground.lib import clock
from hetang.record.cases.api import Case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Cast]:
    """Everybody, committed, so that other connections see them."""
    with clock.fixed_at(MONDAY):
        found = cases.cast()
        open_stations(found)
        yield found


@pytest.mark.django_db(transaction=True)
def test_two_clicks_make_one_case(cast: Cast) -> None:
    start, found = threading.Barrier(3), []

    def click() -> None:
        try:
            with clock.fixed_at(MONDAY):
                start.wait(10)
                found.append(register_case(report(cast), by=cast.operator).pk)
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(3)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join(30)
    assert len(found) == 3, "every click is answered"
    assert len(set(found)) == 1
    assert Case.objects.count() == Contact.objects.count() == 1
