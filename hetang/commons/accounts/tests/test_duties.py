"""Who may do what, from the duties in force on the local day."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from hetang.commons.accounts.duties import duties_of
from hetang.commons.accounts.models import Account
from hetang.commons.accounts.queries import account_names, duty_holders
from hetang.commons.accounts.tests import factories
from hetang.commons.places.api import Unit
from hetang.commons.places.tests import factories as places
from hetang.ground.lib import clock

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 9)


@pytest.fixture
def station() -> Unit:
    return places.unit(places.street(), "st-1", "蔡马驿站")


def test_duties_tell_roles_units_and_streets(station: Unit) -> None:
    far = places.unit(places.street("330105009", "祥符街道"), "xf-1", "祥符驿站")
    shen = factories.staff("shen", "沈站长", "station_lead", station)
    factories.duty(shen, "leader", far)
    duties = duties_of(shen)
    assert duties.roles() == {"station_lead", "leader"}
    assert duties.roles("330105009") == {"leader"}
    assert duties.has("mediator", "leader")
    assert not duties.has("mediator")
    assert duties.streets == {"330105008", "330105009"}
    assert duties.whole_streets == {"330105009"}
    assert duties.units() == {station.pk, far.pk}
    assert duties.units("station_lead") == {station.pk}
    assert duties.home_street == "330105008"


@pytest.mark.parametrize(
    ("moment", "holds"),
    [
        (datetime(2026, 3, 8, 15, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 8, 16, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 10, 15, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 10, 16, 0, tzinfo=UTC), False),
    ],
)
def test_a_duty_holds_from_its_first_local_day_to_its_last(station: Unit, moment: datetime, holds: bool) -> None:
    chen = factories.account("chen", "陈调解")
    factories.duty(chen, "mediator", station, since=MARCH, until=date(2026, 3, 10))
    with clock.fixed_at(moment):
        assert duties_of(chen).has("mediator") is holds
        assert duty_holders("mediator", {station.pk}).exists() is holds


def test_who_left_or_is_not_signed_in_has_no_duty(station: Unit) -> None:
    gone = factories.account("gone", "离职", is_active=False)
    factories.duty(gone, "leader", station)
    assert duties_of(gone).held == ()
    assert duties_of(AnonymousUser()).held == ()  # type: ignore[arg-type]
    assert not duty_holders("leader", {station.pk}).exists()
    assert duties_of(gone).home_street == ""


def test_a_duty_that_ends_before_it_begins_is_refused_by_the_database(station: Unit) -> None:
    chen = factories.account("chen", "陈调解")
    with pytest.raises(IntegrityError, match="accounts_duty_period"), transaction.atomic():
        factories.duty(chen, "mediator", station, since=MARCH, until=date(2026, 3, 8))


def test_a_user_name_is_found_in_any_case() -> None:
    chen = factories.account("chen", "陈调解")
    assert Account.objects.get_by_natural_key("CHEN") == chen


def test_names_come_in_both_languages() -> None:
    chen = factories.account("chen", "陈调解")
    assert account_names({chen.pk, 0}) == {chen.pk: {"zh": "陈调解", "en": "Chen"}}
    chen.name_en = ""
    assert chen.name["en"] == "陈调解"
