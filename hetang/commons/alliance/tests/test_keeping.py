"""Keeping the rosters: who may, what is refused, what is told; and the pages."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta, timezone
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.commons.accounts.tests import factories as accounts
from hetang.commons.accounts.tests.factories import Office
from hetang.commons.alliance.api import add_shift, change_shift, drop_change, duty_at, end_shift, on_duty
from hetang.commons.alliance.models import Shift, ShiftChange
from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 9, 10, 0, tzinfo=timezone(timedelta(hours=8)))
DAY: dict[str, Any] = {"weekdays": [0, 1, 2, 3, 4], "starts": time(8, 30), "ends": time(17, 30)}


@pytest.fixture
def office() -> Iterator[Office]:
    with clock.fixed_at(MONDAY):
        yield accounts.office()


@pytest.fixture
def lead(office: Office) -> Account:
    return accounts.staff("shen", "沈站长", "station_lead", office.station)


@pytest.fixture
def second(office: Office) -> Account:
    return accounts.staff("lin", "林调解", "mediator", office.station)


def daily(office: Office, lead: Account) -> Shift:
    since = MONDAY.date()
    return add_shift(office.station, role="mediator", account=office.mediator, **DAY, since=since, by=lead)


def test_who_has_a_shift_is_on_duty_in_its_hours(office: Office, lead: Account) -> None:
    daily(office, lead)
    assert on_duty(office.station, "mediator") == [office.mediator]
    assert on_duty(office.station, "mediator", MONDAY + timedelta(hours=12)) == []
    assert on_duty(office.station, "operator") == []
    assert duty_at({office.station.pk, office.far_station.pk}, "mediator") == {office.station.pk: [office.mediator.pk]}
    event = list(story("roster", office.station.pk))[-1]
    assert (event.verb, event.actor, event.body["account"]) == ("add_shift", lead.pk, office.mediator.pk)


def test_who_left_is_on_duty_no_more(office: Office, lead: Account) -> None:
    daily(office, lead)
    Account.objects.filter(pk=office.mediator.pk).update(is_active=False)
    assert on_duty(office.station, "mediator") == []


def test_who_holds_the_duty_no_more_or_is_on_leave_is_not_on_duty(
    office: Office, lead: Account, second: Account
) -> None:
    daily(office, lead)
    add_shift(office.station, role="mediator", account=second, **DAY, since=MONDAY.date(), by=lead)
    assert on_duty(office.station, "mediator") == [office.mediator, second]
    accounts.leave(office.mediator, second)
    assert on_duty(office.station, "mediator") == [second]
    second.duties.update(until=MONDAY.date() - timedelta(days=1))
    assert on_duty(office.station, "mediator") == []


def test_only_the_units_lead_and_the_streets_keep_it(office: Office, lead: Account, second: Account) -> None:
    daily(office, lead)
    add_shift(office.station, role="mediator", account=second, **DAY, since=MONDAY.date(), by=office.leader)
    for who in (office.mediator, office.system, office.stranger):
        with refused(NotAllowed, "您不能排这个单位的班。"):
            add_shift(office.station, role="mediator", account=second, **DAY, since=MONDAY.date(), by=who)


def test_a_shift_names_days_and_somebody_with_that_duty(office: Office, lead: Account) -> None:
    with refused(Invalid, "还没有选星期几。"):
        add_shift(
            office.station,
            role="mediator",
            account=office.mediator,
            **{**DAY, "weekdays": [9]},
            since=MONDAY.date(),
            by=lead,
        )
    with refused(Invalid, "这位同事现在没有该单位的这项职责。"):
        add_shift(office.station, role="mediator", account=lead, **DAY, since=MONDAY.date(), by=lead)
    with refused(Invalid, "结束日期不能早于开始日期，也不能是过去。"):
        add_shift(
            office.station,
            role="mediator",
            account=office.mediator,
            **DAY,
            since=MONDAY.date(),
            until=MONDAY.date() - timedelta(days=1),
            by=lead,
        )


def test_who_is_on_duty_hands_over_and_takes_it_back(office: Office, lead: Account, second: Account) -> None:
    daily(office, lead)
    hours: dict[str, Any] = {"starts_at": MONDAY, "ends_at": MONDAY + timedelta(hours=2)}
    made = change_shift(office.station, role="mediator", out=office.mediator, into=second, **hours, by=office.mediator)
    assert on_duty(office.station, "mediator") == [second]
    with refused(NotAllowed, "您不能排这个单位的班。"):
        change_shift(office.station, role="mediator", out=second, into=office.mediator, **hours, by=office.mediator)
    with clock.fixed_at(MONDAY + timedelta(minutes=5)):
        drop_change(made, by=office.mediator)
        assert on_duty(office.station, "mediator") == [office.mediator]
        with refused(WrongState, "这次换班已经过去。"):
            drop_change(made, by=office.mediator)


def test_who_is_not_on_duty_has_nothing_to_hand_over(office: Office, lead: Account, second: Account) -> None:
    add_shift(office.station, role="mediator", account=second, **DAY, since=MONDAY.date(), by=lead)
    hours: dict[str, Any] = {"starts_at": MONDAY, "ends_at": MONDAY + timedelta(hours=2)}
    with refused(NotAllowed, "您不能排这个单位的班。"):
        change_shift(office.station, role="mediator", out=office.mediator, into=second, **hours, by=office.mediator)


def test_what_somebody_else_took_away_meanwhile_is_said(office: Office, lead: Account) -> None:
    daily(office, lead)
    hours: dict[str, Any] = {"starts_at": MONDAY + timedelta(days=1), "ends_at": MONDAY + timedelta(days=1, hours=9)}
    made = change_shift(office.station, role="mediator", out=office.mediator, **hours, by=lead)
    ShiftChange.objects.filter(pk=made.pk).delete()
    with refused(WrongState, "这条值班安排刚被别人取消。"):
        drop_change(made, by=lead)


def test_a_shift_that_has_not_begun_never_does(office: Office, lead: Account) -> None:
    monday = MONDAY.date() + timedelta(days=7)
    made = add_shift(office.station, role="mediator", account=office.mediator, **DAY, since=monday, by=lead)
    end_shift(made, by=lead)
    assert not Shift.objects.exists()
    assert on_duty(office.station, "mediator", MONDAY + timedelta(days=7)) == []
    assert [e.verb for e in story("roster", office.station.pk)] == ["add_shift", "end_shift"]


def test_a_change_that_has_not_begun_goes_without_a_trace_but_the_journals(office: Office, lead: Account) -> None:
    daily(office, lead)
    hours: dict[str, Any] = {"starts_at": MONDAY + timedelta(days=1), "ends_at": MONDAY + timedelta(days=1, hours=9)}
    made = change_shift(office.station, role="mediator", out=office.mediator, **hours, by=lead)
    drop_change(made, by=lead)
    assert not ShiftChange.objects.exists()
    assert [e.verb for e in story("roster", office.station.pk)] == ["add_shift", "change_shift", "drop_change"]


def test_a_change_makes_sense(office: Office, lead: Account, second: Account) -> None:
    now: dict[str, Any] = {"starts_at": MONDAY, "ends_at": MONDAY + timedelta(hours=2)}
    with refused(Invalid, "还没有选谁不值班、谁来值班。"):
        change_shift(office.station, role="mediator", **now, by=lead)
    with refused(Invalid, "不能换成同一个人。"):
        change_shift(office.station, role="mediator", out=second, into=second, **now, by=lead)
    for start, end in ((2, 1), (-3, -1), (0, 24 * 90)):
        with refused(Invalid, "换班的时间不对。"):
            change_shift(
                office.station,
                role="mediator",
                into=second,
                starts_at=MONDAY + timedelta(hours=start),
                ends_at=MONDAY + timedelta(hours=end),
                by=lead,
            )


def test_a_shift_ends_with_today(office: Office, lead: Account) -> None:
    made = daily(office, lead)
    end_shift(made, by=lead)
    assert on_duty(office.station, "mediator") == [office.mediator]
    assert on_duty(office.station, "mediator", MONDAY + timedelta(days=1)) == []
    with refused(WrongState, "这个班次已经结束。"):
        end_shift(made, by=lead)


def signed_in(who: Account) -> Client:
    client = Client()
    client.force_login(who)
    return client


def test_the_page_shows_the_week_its_gaps_and_takes_both_forms(office: Office, lead: Account, second: Account) -> None:
    client, unit = signed_in(lead), office.station.pk
    sent = {"role": "mediator", "account": office.mediator.pk, "weekdays": ["0"], "starts": "09:00", "ends": "12:00"}
    assert client.post(reverse("roster-shift", args=[unit]), {**sent, "since": "2026-03-09"}).status_code == 302
    page = client.get(reverse("rosters"), {"unit": unit}).content.decode()
    assert office.mediator.name_zh in page and "这七天上班时间里没有人值班" in page
    assert client.post(reverse("roster-shift", args=[unit]), {"role": "mediator"}).status_code == 422
    change = {"role": "mediator", "into": second.pk, "starts_at": "2026-03-09T14:00", "ends_at": "2026-03-09T17:30"}
    assert client.post(reverse("roster-change", args=[unit]), change).status_code == 302
    assert second.name_zh in client.get(reverse("rosters"), {"unit": unit}).content.decode()
    made = ShiftChange.objects.get()
    assert client.post(reverse("roster-change-end", args=[made.pk])).status_code == 302
    assert client.post(reverse("roster-shift-end", args=[Shift.objects.get().pk])).status_code == 302


def test_a_stranger_and_an_administrator_find_no_way_in(office: Office, lead: Account) -> None:
    made = daily(office, lead)
    far = signed_in(office.stranger)
    assert far.post(reverse("roster-shift", args=[office.station.pk]), {"role": "mediator"}).status_code == 404
    assert far.post(reverse("roster-shift-end", args=[made.pk])).status_code == 404
    assert signed_in(office.system).get(reverse("rosters")).status_code == 403
    assert signed_in(office.mediator).get(reverse("rosters"), {"unit": "x", "role": "system_admin"}).status_code == 200
