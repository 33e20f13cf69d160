"""Which station takes a case in, and what the alliance shows."""

from datetime import date

import pytest

from hetang.commons.alliance import queries
from hetang.commons.alliance.tests import factories
from hetang.commons.places.api import Place
from hetang.commons.places.tests import factories as places

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Place:
    return places.street()


def test_a_case_goes_to_the_station_of_its_community(street: Place) -> None:
    caima, guashan = places.community(street, "001", "蔡马"), places.community(street, "002", "瓜山")
    first, second = places.unit(street, "st-1", "一"), places.unit(street, "st-2", "二")
    factories.station(first, caima, is_default=True)
    factories.station(second, guashan)
    assert queries.station_for(street.code, guashan.code) == second
    assert queries.station_for(street.code, caima.code) == first


def test_without_a_known_community_the_default_station_takes_it(street: Place) -> None:
    stray = places.community(street, "009", "新社区")
    factories.station(places.unit(street, "st-1", "一"))
    default = places.unit(street, "st-2", "二")
    factories.station(default, is_default=True)
    assert queries.station_for(street.code, "") == default
    assert queries.station_for(street.code, stray.code) == default


def test_a_station_that_closed_or_lies_elsewhere_takes_nothing(street: Place) -> None:
    caima = places.community(street, "001", "蔡马")
    factories.station(places.unit(street, "old", "旧", is_active=False), caima)
    factories.station(places.unit(places.street("330105009", "祥符街道"), "far", "远"), caima, is_default=True)
    assert queries.station_for(street.code, caima.code) is None


def test_clauses_that_fit_are_those_of_the_covenant_in_force(street: Place) -> None:
    caima, guashan = places.community(street, "001", "蔡马"), places.community(street, "002", "瓜山")
    factories.clause(caima, 1, "noise", adopted_on=date(2020, 1, 1))
    second = factories.clause(caima, 2, "noise", "pets")
    first = factories.clause(caima, 1, "noise")
    factories.clause(caima, 3, "leak")
    factories.clause(guashan, 1, "noise")
    assert queries.clauses_for(caima.code, {"noise", "sunlight"}) == [first, second]
    assert queries.clauses_for(caima.code, set()) == []


def test_the_alliance_page_shows_its_own_street(street: Place) -> None:
    other = places.street("330105009", "祥符街道")
    ours, theirs = factories.alliance(street), factories.alliance(other)
    needs, disputes = factories.hotline(ours, "1788", "needs"), factories.hotline(ours, "88880000")
    factories.hotline(theirs, "96345")
    assert queries.alliance_of(street.code) == ours
    assert queries.alliance_of("") is None
    assert list(queries.hotlines_of(street.code)) == [disputes, needs]


def test_stations_of_a_street_come_by_code_and_only_where_they_work(street: Place) -> None:
    second = factories.station(places.unit(street, "st-2", "二"))
    first = factories.station(places.unit(street, "st-1", "一"))
    factories.station(places.unit(street, "st-0", "旧", is_active=False))
    assert list(queries.stations_of(street.code)) == [first, second]
    assert list(queries.teams_of(street.code)) == []


def test_clauses_of_a_street_come_by_community(street: Place) -> None:
    guashan, caima = places.community(street, "002", "瓜山"), places.community(street, "001", "蔡马")
    last = factories.clause(guashan, 1, "noise")
    second, first = factories.clause(caima, 2, "pets"), factories.clause(caima, 1, "noise")
    assert list(queries.covenant_clauses(street.code)) == [first, second, last]
