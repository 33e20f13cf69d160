"""Units and stations kept on pages: who may, what is refused, what follows for the next registration."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.commons.accounts.tests import factories as accounts
from hetang.commons.accounts.tests.factories import Office
from hetang.commons.alliance.api import station_for
from hetang.commons.alliance.tests import factories
from hetang.commons.alliance.unit_keeping import add_unit, close_unit, rename_unit, reopen_unit, set_station
from hetang.commons.places.api import Place, Unit
from hetang.commons.places.tests import factories as places
from hetang.ground.journal.api import story
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused

pytestmark = pytest.mark.django_db
STREET = "330105008"
BUSY: set[int] = set()


def is_busy(unit: int) -> bool:
    return unit in BUSY


@pytest.fixture
def office(settings: Any) -> Office:
    """The street's station is the default one; nothing is in hand."""
    settings.UNIT_IN_USE = [f"{__name__}.is_busy"]
    BUSY.clear()
    made = accounts.office()
    factories.station(made.station, is_default=True)
    return made


@pytest.fixture
def community(office: Office) -> Place:
    return places.community(office.street, "001", "善贤社区")


def added(office: Office, kind: str = "station", name: str = "善贤驿站") -> Unit:
    return add_unit(STREET, kind=kind, name_zh=name, name_en="", by=office.system)


def serve(unit: Unit, by: Account, *communities: Place, is_default: bool = False, phone: str = "") -> Any:
    return set_station(
        unit,
        address_zh="善贤路 1 号",
        address_en="",
        phone=phone,
        communities=communities,
        is_default=is_default,
        by=by,
    )


def test_a_new_station_takes_in_its_communities_from_the_next_registration(office: Office, community: Place) -> None:
    assert station_for(STREET, community.code) == office.station
    made = added(office)
    assert (made.code, made.name) == ("ST-station-1", {"zh": "善贤驿站", "en": "善贤驿站"})
    serve(made, office.system, community)
    assert station_for(STREET, community.code) == made
    assert station_for(STREET, "") == office.station
    told = story("unit", made.pk).order_by("seq")
    assert [(e.verb, e.actor) for e in told] == [("add_unit", office.system.pk), ("set_station", office.system.pk)]
    assert told[1].body["communities"] == [[], [community.code]]


@pytest.mark.parametrize("who", ["mediator", "leader", "security", "audit", "stranger"])
def test_nobody_else_keeps_units(office: Office, community: Place, who: str) -> None:
    other, made = getattr(office, who), added(office)
    with refused(NotAllowed, "单位和驿站由本街道的系统管理员维护。"):
        add_unit(STREET, kind="team", name_zh="新队", name_en="", by=other)
    with refused(NotAllowed, "单位和驿站由本街道的系统管理员维护。"):
        rename_unit(made, name_zh="别名", name_en="", by=other)
    with refused(NotAllowed, "单位和驿站由本街道的系统管理员维护。"):
        close_unit(made, by=other)
    with refused(NotAllowed, "单位和驿站由本街道的系统管理员维护。"):
        serve(made, other, community)


def test_the_administrator_of_one_street_keeps_no_unit_of_another(office: Office) -> None:
    with refused(NotAllowed, "单位和驿站由本街道的系统管理员维护。"):
        rename_unit(office.far_station, name_zh="别名", name_en="", by=office.system)
    with refused(NotAllowed, "单位和驿站由本街道的系统管理员维护。"):
        add_unit("330105009", kind="team", name_zh="新队", name_en="", by=office.system)


def test_a_name_is_borne_once_in_a_street(office: Office) -> None:
    made = added(office)
    with refused(Invalid, "本街道已经有叫“%(name)s”的单位。"):
        added(office)
    with refused(Invalid, "本街道已经有叫“%(name)s”的单位。"):
        rename_unit(office.station, name_zh=made.name_zh, name_en="", by=office.system)
    with refused(Missing, "还不能保存。"):
        rename_unit(made, name_zh=" ", name_en="", by=office.system)
    assert rename_unit(made, name_zh=made.name_zh, name_en="Shanxian", by=office.system).name_en == "Shanxian"


def test_a_unit_with_people_or_cases_or_the_unknown_ones_is_not_closed(office: Office) -> None:
    made = added(office)
    holder = accounts.staff("xu", "许调解", "mediator", made)
    with refused(Missing, "这个单位还不能停用。"):
        close_unit(made, by=office.system)
    holder.duties.all().delete()
    BUSY.add(made.pk)
    with refused(Missing, "这个单位还不能停用。"):
        close_unit(made, by=office.system)
    BUSY.clear()
    with refused(Missing, "这个单位还不能停用。"):
        close_unit(office.station, by=office.system)
    assert not close_unit(made, by=office.system).is_active
    with refused(WrongState, "这个单位已经停用。"):
        close_unit(made, by=office.system)


def test_a_closed_station_takes_in_nothing_and_comes_back_as_it_was(office: Office, community: Place) -> None:
    made = added(office)
    serve(made, office.system, community)
    close_unit(made, by=office.system)
    assert station_for(STREET, community.code) == office.station
    with refused(WrongState, "只有正在使用的驿站才有接案范围。"):
        serve(made, office.system, community)
    reopen_unit(made, by=office.system)
    assert station_for(STREET, community.code) == made


def test_one_station_and_no_more_takes_what_belongs_to_no_community(office: Office, community: Place) -> None:
    made = added(office)
    serve(made, office.system, community, is_default=True)
    assert station_for(STREET, "") == made
    with refused(Invalid, "街道要有一个驿站接收社区不明的案件。"):
        serve(made, office.system, community)
    assert station_for(STREET, "") == made


def test_a_foreign_community_or_a_number_that_is_none_is_refused(office: Office) -> None:
    team = added(office, "team", "新队")
    far = places.community(office.far_station.place, "001", "祥符社区")
    made = added(office)
    with refused(Invalid, "所选的不是本街道的社区。"):
        serve(made, office.system, far)
    with refused(Invalid, "这不像电话号码。"):
        serve(made, office.system, phone="没有")
    with refused(WrongState, "只有正在使用的驿站才有接案范围。"):
        serve(team, office.system)


def test_the_pages_add_change_and_close(office: Office, community: Place) -> None:
    admin = Client()
    admin.force_login(office.system)
    shown = admin.get(reverse("units")).content.decode()
    assert "有社区没有驿站接案" in shown
    answer = admin.post(reverse("unit-new"), {"kind": "station", "name_zh": "善贤驿站", "name_en": ""})
    made = Unit.objects.get(name_zh="善贤驿站")
    assert answer.headers["Location"] == reverse("unit", args=[made.pk])
    page = admin.get(reverse("unit", args=[made.pk])).content.decode()
    assert "善贤社区" in page
    posted = admin.post(
        reverse("unit-station", args=[made.pk]), {"address_zh": "善贤路 1 号", "communities": [community.code]}
    )
    assert posted.status_code == 302
    assert station_for(STREET, community.code) == made
    bad = admin.post(reverse("unit-station", args=[made.pk]), {"address_zh": "", "communities": ["x"]})
    assert bad.status_code == 422
    assert "有社区没有驿站接案" not in admin.get(reverse("units")).content.decode()
    assert admin.post(reverse("unit", args=[made.pk]), {"name_zh": "善贤"}).status_code == 302
    assert admin.post(reverse("unit-closing", args=[made.pk])).status_code == 302
    made.refresh_from_db()
    assert (made.name_zh, made.is_active) == ("善贤", False)
    assert admin.post(reverse("unit-reopening", args=[made.pk])).status_code == 302
    english = admin.get(reverse("unit", args=[made.pk]), headers={"accept-language": "en"}).content.decode()
    assert "Takes in the cases of these communities" in english


def test_a_unit_of_another_street_is_not_found(office: Office) -> None:
    admin = Client()
    admin.force_login(office.system)
    assert admin.get(reverse("unit", args=[office.far_station.pk])).status_code == 404
