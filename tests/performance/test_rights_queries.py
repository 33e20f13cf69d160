"""Questions of the pages of requests and of expired files: a fixed number, however much there is to show."""

from collections.abc import Iterator

import pytest

from hetang.commons.people.api import record_person
from hetang.flow.archive.api import CaseFile
from hetang.flow.archive.tests.factories import expired
from hetang.ground.lib import clock
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast
from hetang.record.rights.tests.factories import request_in
from tests.performance.test_queries import AIM, FEW, MANY, queries

BASELINE = {
    ("operator", "/requests/"): 4,
    ("operator", "/requests/new/"): 4,
    ("lead", "request"): 8,
    ("lead", "/retention/"): 6,
    ("operator", "/notices/"): 5,
}


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """Everybody on a Monday morning."""
    with clock.fixed_at(factories.MONDAY):
        yield factories.cast()


@pytest.mark.parametrize("size", [FEW, MANY])
def test_pages_ask_as_often_as_written_down(cast: Cast, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hetang.ground.lib.kept.KEEP_SECONDS", float("inf"))
    for number in range(size):
        person = record_person(name=f"居民{number}")
        case = factories.case(cast, parties=[("applicant", person)])
        asked = request_in(cast, person, "identified", kind="erase")
        assert case.parties.count() == 1
    for _ in range(size):
        expired(cast)
    assert CaseFile.objects.count() == size
    addresses = {"request": asked.get_absolute_url()}
    found = {(who, page): queries(getattr(cast, who), addresses.get(page, page)) for who, page in BASELINE}
    assert found == BASELINE


def test_all_are_within_the_aim() -> None:
    assert max(BASELINE.values()) <= AIM
