"""A street tells something: who may, on which days it is shown, to whom, and how it is taken back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.commons.accounts.tests import factories as accounts
from hetang.commons.accounts.tests.factories import Office
from hetang.commons.announcements.api import (
    Announcement,
    Notice,
    announce,
    told_to_residents,
    told_to_staff,
    withdraw_announcement,
)
from hetang.commons.announcements.queries import forget_announcements
from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused

pytestmark = pytest.mark.django_db
STREET = "330105008"
MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)
NOTICE = Notice("staff", "周五系统升级", "周五晚八点起停用一小时。", date(2026, 3, 3), date(2026, 3, 6))


@pytest.fixture(autouse=True)
def office() -> Iterator[Office]:
    with clock.fixed_at(MONDAY):
        yield accounts.office()


def on(day: int) -> list[str]:
    with clock.fixed_at(MONDAY.replace(day=day)):
        return [row.title_zh for row in told_to_staff({STREET})]


def test_it_is_shown_from_its_first_day_to_its_last(office: Office) -> None:
    announce(STREET, NOTICE, by=office.leader)
    assert [on(day) for day in (2, 3, 6, 7)] == [[], ["周五系统升级"], ["周五系统升级"], []]


def test_each_audience_hears_its_own(office: Office) -> None:
    for audience in ("staff", "residents", "everybody"):
        announce(STREET, replace(NOTICE, audience=audience, title_zh=audience), by=office.leader)
    with clock.fixed_at(MONDAY.replace(day=3)):
        assert [row.audience for row in told_to_staff({STREET})] == ["everybody", "staff"]
        assert [row.audience for row in told_to_residents(STREET)] == ["everybody", "residents"]
        assert told_to_staff({"330105009"}) == told_to_staff(set()) == []


def test_what_is_urgent_comes_first(office: Office) -> None:
    announce(STREET, replace(NOTICE, title_zh="台风", is_urgent=True), by=office.leader)
    announce(STREET, NOTICE, by=office.leader)
    assert on(3) == ["台风", "周五系统升级"]


@pytest.mark.parametrize("who", ["mediator", "security", "audit", "stranger"])
def test_others_announce_nothing_and_take_nothing_back(office: Office, who: str) -> None:
    made, other = announce(STREET, NOTICE, by=office.leader), getattr(office, who)
    with refused(NotAllowed, "公告由街道领导、调度员和系统管理员发布。"):
        announce(STREET, NOTICE, by=other)
    with refused(NotAllowed, "公告由街道领导、调度员和系统管理员发布。"):
        withdraw_announcement(made, by=other)


def test_nobody_speaks_for_another_street(office: Office) -> None:
    with refused(NotAllowed, "公告由街道领导、调度员和系统管理员发布。"):
        announce("330105009", NOTICE, by=office.leader)


def test_taken_back_it_is_shown_no_longer_and_stays_on_record(office: Office) -> None:
    made = announce(STREET, NOTICE, by=office.system)
    assert on(3) == ["周五系统升级"]
    withdraw_announcement(made, by=office.leader)
    assert on(3) == []
    assert Announcement.objects.get().withdrawn_at == MONDAY
    told = [(e.verb, e.actor) for e in story("announcement", made.pk).order_by("seq")]
    assert told == [("announce", office.system.pk), ("withdraw", office.leader.pk)]
    with refused(WrongState, "这条公告已经不再显示。"):
        withdraw_announcement(made, by=office.leader)


def test_words_and_possible_days_are_asked_for(office: Office) -> None:
    def say(**other: Any) -> None:
        announce(STREET, replace(NOTICE, **other), by=office.leader)

    with refused(Missing, "还不能发布。"):
        say(title_zh=" ")
    with refused(Missing, "还不能发布。"):
        say(text_zh="")
    with refused(Invalid, "没有选说给谁听。"):
        say(audience="everyone")
    with refused(Invalid, "公告的日期不对。"):
        say(until=date(2026, 3, 1), since=date(2026, 3, 1))
    with refused(Invalid, "公告的日期不对。"):
        say(until=date(2026, 3, 2))
    with refused(Invalid, "公告的日期不对。"):
        say(until=date(2026, 9, 1))


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_the_pages_announce_show_and_take_back(office: Office) -> None:
    leader = browser(office.leader)
    fields = {"audience": "everybody", "title_zh": "广场舞时间", "text_zh": "晚九点后请安静。"}
    bad = leader.post(reverse("announcement-new"), {**fields, "since": "2026-03-02", "until": ""})
    assert bad.status_code == 422
    good = leader.post(reverse("announcement-new"), {**fields, "since": "2026-03-02", "until": "2026-03-09"})
    assert good.status_code == 302
    made = Announcement.objects.get()
    address = reverse("announcement-withdrawal", args=[made.pk])
    assert address in leader.get(reverse("announcements")).content.decode()
    read = browser(office.mediator).get(reverse("announcements")).content.decode()
    assert "广场舞时间" in read
    assert address not in read
    assert "广场舞时间" not in browser(office.stranger).get(reverse("announcements")).content.decode()
    assert browser(office.mediator).get(reverse("announcement-new")).status_code == 403
    assert browser(office.stranger).post(address).status_code == 404
    assert leader.post(address).status_code == 302


def test_the_list_asks_the_database_once_in_half_a_minute(office: Office, django_assert_num_queries: Any) -> None:
    announce(STREET, NOTICE, by=office.leader)
    forget_announcements()
    with django_assert_num_queries(1):
        told_to_staff({STREET})
        told_to_staff({STREET})
        told_to_residents(STREET)
