"""Brands kept on pages: added, described, ended, never deleted."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.tests import factories as accounts
from hetang.commons.accounts.tests.factories import Office
from hetang.commons.alliance import brand_keeping as keeping
from hetang.commons.alliance.api import Brand, brands_of
from hetang.commons.places.api import Place, Unit
from hetang.commons.places.tests import factories as places
from hetang.ground.journal.api import story
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused

pytestmark = pytest.mark.django_db
STREET = "330105008"


@pytest.fixture
def office(db: None) -> Office:
    return accounts.office()


@pytest.fixture
def community(office: Office) -> Place:
    return places.community(office.street, "001", "善贤社区")


def added(office: Office, community: Place, name: str = "家园131", unit: Unit | None = None) -> Brand:
    words = {"name_zh": name, "name_en": "", "about_zh": "一支队伍", "about_en": ""}
    return keeping.add_brand(community, **words, unit=unit, by=office.system)


def change(office: Office, brand: Brand, name: str, unit: Unit | None = None) -> Brand:
    words = {"name_zh": name, "name_en": "Home 131", "about_zh": "", "about_en": ""}
    return keeping.change_brand(brand, **words, unit=unit, by=office.system)


def test_a_brand_is_added_described_ended_and_taken_up_again(office: Office, community: Place) -> None:
    made = added(office, community, unit=office.station)
    assert (made.key, made.name) == (f"{community.code}-brand-1", {"zh": "家园131", "en": "家园131"})
    change(office, made, "家园一三一")
    assert [b.name_zh for b in brands_of(STREET)] == ["家园一三一"]
    keeping.end_brand(made, by=office.system)
    assert list(brands_of(STREET)) == []
    with refused(WrongState, "同事刚刚改过这个品牌。"):
        keeping.end_brand(made, by=office.system)
    keeping.resume_brand(made, by=office.system)
    assert [b.pk for b in brands_of(STREET)] == [made.pk]
    told = list(story("brand", made.pk).order_by("seq").values_list("verb", flat=True))
    assert told == ["add_brand", "change_brand", "end_brand", "resume_brand"]
    assert added(office, community, "瓜山红").key.endswith("-2")


def test_a_name_is_borne_once_and_a_unit_is_the_streets_own(office: Office, community: Place) -> None:
    made = added(office, community)
    with refused(Invalid, "本街道已经有叫“%(name)s”的品牌。"):
        added(office, community)
    with refused(Missing, "还不能保存。"):
        change(office, made, " ")
    with refused(Invalid, "所选的不是本街道正在使用的单位。"):
        change(office, made, "家园131", unit=office.far_station)


@pytest.mark.parametrize("who", ["mediator", "leader", "security", "audit", "stranger"])
def test_nobody_else_keeps_brands(office: Office, community: Place, who: str) -> None:
    other, made = getattr(office, who), added(office, community)
    words: dict[str, Any] = {"name_zh": "别的", "name_en": "", "about_zh": "", "about_en": "", "unit": None}
    for act in (
        lambda: keeping.add_brand(community, **words, by=other),
        lambda: keeping.change_brand(made, **words, by=other),
        lambda: keeping.end_brand(made, by=other),
        lambda: keeping.resume_brand(made, by=other),
    ):
        with refused(NotAllowed, "公约和品牌由本街道的系统管理员维护。"):
            act()
    client = Client()
    client.force_login(other)
    assert client.get(reverse("brands")).status_code == 403
    assert client.get(reverse("brand", args=[made.pk])).status_code == 403


def test_the_pages_add_change_and_end(office: Office, community: Place) -> None:
    admin = Client()
    admin.force_login(office.system)
    assert "还没有品牌" in admin.get(reverse("brands")).content.decode()
    assert "善贤社区" in admin.get(reverse("brand-new")).content.decode()
    sent = {"community": community.code, "name_zh": "家园131", "about_zh": "一支队伍", "unit": str(office.station.pk)}
    assert admin.post(reverse("brand-new"), sent).status_code == 302
    made = Brand.objects.get()
    assert made.unit == office.station
    assert admin.post(reverse("brand-new"), {"community": "x"}).status_code == 422
    assert admin.post(reverse("brand", args=[made.pk]), {"name_zh": ""}).status_code == 422
    assert admin.post(reverse("brand", args=[made.pk]), {"name_zh": "家园"}).status_code == 302
    assert "家园" in admin.get(reverse("brand", args=[made.pk])).content.decode()
    assert admin.post(reverse("brand-ending", args=[made.pk])).status_code == 302
    assert "已停用" in admin.get(reverse("brands")).content.decode()
    assert admin.post(reverse("brand-resuming", args=[made.pk])).status_code == 302
    made.refresh_from_db()
    assert (made.name_zh, made.unit_id, made.is_active) == ("家园", None, True)
