"""Days: a search begins in the bands where cases were registered then, and misses none."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hetang.ground.journal.api import catch_up
from hetang.ground.lib import clock
from hetang.record.cases.api import Case
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast
from hetang.record.finding import facets, projection, queries
from hetang.record.finding.facets import band
from hetang.record.finding.models import Band, Entry
from hetang.record.finding.queries import Wanted, found_page

DAYS = 24


@pytest.fixture
def cases(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[Case]:
    """A case a day, four a wide band; the last but one is of the first day, as an importer brings them."""
    for module in (facets, queries, projection):
        monkeypatch.setattr(module, "WIDE", 2)
    monkeypatch.setattr(facets, "NARROW", 1)
    monkeypatch.setattr(queries, "NARROW", 1)
    made = []
    for number in range(DAYS):
        with clock.fixed_at(day(0 if number == DAYS - 2 else number)):
            made.append(factories.case(cast))
    catch_up()
    return made


def day(number: int) -> datetime:
    return factories.MONDAY + timedelta(days=number)


def wanted(since: int, until: int) -> Wanted:
    first, last = (clock.local_day(day(number)) for number in (since, until))
    marks = tuple(facets.days(facets.REGISTERED, first, last))
    return Wanted(any_of=(marks,), since=first, until=last)


def walked(cast: Cast, asked: Wanted, size: int = 3) -> list[Case]:
    """All pages down; each page up again is the one before."""
    page = found_page(cast.operator, asked, size=size)
    found = list(page.items)
    while page.older:
        before, page = page, found_page(cast.operator, asked, page.older, size=size)
        found += page.items
        assert list(found_page(cast.operator, asked, page.newer or "", size=size).items) == list(before.items)
    return found


@pytest.mark.parametrize(("since", "until"), [(0, 3), (2, 9), (5, 5), (0, DAYS), (18, 40), (30, 40), (-9, -2)])
def test_every_case_of_the_days_is_found_newest_first(cast: Cast, cases: list[Case], since: int, until: int) -> None:
    on = [0 if number == DAYS - 2 else number for number in range(DAYS)]
    expected = [case for number, case in enumerate(cases) if since <= on[number] <= until][::-1]
    with clock.fixed_at(day(DAYS)):
        assert walked(cast, wanted(since, until)) == expected


def test_bands_of_other_days_are_not_looked_into(cast: Cast, cases: list[Case]) -> None:
    Band.objects.filter(number=cases[-2].pk >> 2).update(first_day=clock.local_day(day(DAYS - 4)))
    with clock.fixed_at(day(DAYS)):
        with CaptureQueriesContext(connection) as jump:
            found_page(cast.operator, wanted(5, 5))
        Band.objects.update(first_day=date(2000, 1, 1), last_day=date(2100, 1, 1))
        with CaptureQueriesContext(connection) as walk:
            found_page(cast.operator, wanted(5, 5))
    newest = band(cases[-1].pk, facets.NARROW)[2]
    assert [any(newest in each["sql"] for each in asked.captured_queries) for asked in (jump, walk)] == [False, True]


def test_news_newer_than_the_days_bands_are_looked_at_as_well(cast: Cast, cases: list[Case]) -> None:
    with clock.fixed_at(day(5)):
        late = factories.case(cast)
    assert not Entry.objects.filter(pk=late.pk).exists(), "no entry has it yet"
    with clock.fixed_at(day(DAYS)):
        first = clock.local_day(day(5))
        asked = Wanted(
            any_of=((facets.mark("day", first.isoformat()),),),
            since=first,
            until=first,
            narrow=lambda rows: rows.filter(registered_at__date=first),
        )
        assert walked(cast, asked) == [late, cases[5]]


def test_a_band_grows_and_never_shrinks(cast: Cast, cases: list[Case]) -> None:
    kept = dict(Band.objects.values_list("number", "first_day"))
    assert kept[cases[-2].pk >> 2] == clock.local_day(factories.MONDAY), "the imported one reaches far back"
    projection.Entries().put([case.pk for case in cases[-1:]])
    assert dict(Band.objects.values_list("number", "first_day")) == kept
