"""Reading places and units."""

import pytest

from hetang.commons.places.queries import names, place, places_of, units_of
from hetang.commons.places.tests import factories

pytestmark = pytest.mark.django_db


def test_places_of_a_street_come_in_the_order_of_their_codes() -> None:
    street, other = factories.street(), factories.street("330105009", "祥符街道")
    second, first = factories.community(street, "002", "善贤"), factories.community(street, "001", "蔡马")
    factories.community(other, "001", "别处")
    assert list(places_of(street.code, "community")) == [first, second]
    assert list(places_of(street.code, "street", "community")) == [street, first, second]
    assert list(places_of("999")) == []


def test_a_place_is_found_by_its_code() -> None:
    street = factories.street()
    assert place(street.code) == street
    assert place("") is None


def test_names_of_many_places_at_once() -> None:
    street = factories.street()
    assert names({street.code, "no"}) == {street.code: {"zh": "上塘街道", "en": "上塘街道"}}


def test_units_of_a_street_are_those_that_work() -> None:
    street = factories.street()
    community = factories.community(street, "001", "蔡马")
    studio = factories.unit(community, "b-studio", "工作室", "studio")
    station = factories.unit(street, "a-station", "驿站")
    factories.unit(street, "closed", "旧驿站", is_active=False)
    factories.unit(factories.street("330105009", "祥符街道"), "far", "别处")
    assert list(units_of(street.code)) == [station, studio]
    assert list(units_of(street.code, "studio")) == [studio]
