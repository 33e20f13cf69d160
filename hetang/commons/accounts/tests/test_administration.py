"""Accounts and duties: who gives them, who confirms, what never goes together."""

from datetime import date, timedelta
from itertools import permutations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from hetang.commons.accounts.access import NoSuchAccount
from hetang.commons.accounts.actions.accounts import create_account, disable_account, enable_account
from hetang.commons.accounts.actions.duties import confirm_duty, end_duty, grant_duty
from hetang.commons.accounts.duties import duties_of
from hetang.commons.accounts.models import Account, Duty, Intervention
from hetang.commons.accounts.queries import accounts_for, sign_ins_for
from hetang.commons.accounts.rules import ADMIN_ROLES, ROLES, conflict, is_username
from hetang.commons.accounts.tests import factories
from hetang.commons.accounts.tests.factories import Office
from hetang.commons.places.tests import factories as places
from hetang.ground.journal.api import Event
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 9)


def fresh(account: Account) -> Account:
    return Account.objects.get(pk=account.pk)


def told(account: Account) -> list[tuple[str, int | None]]:
    return list(Event.objects.filter(stream_kind="account", stream_key=account.pk).values_list("verb", "actor"))


def test_the_system_administrator_creates_accounts_with_one_event_each(office: Office) -> None:
    made = create_account(" Li.Na ", name_zh="李娜", name_en="Li Na", by=office.system).account
    row = fresh(made)
    assert (row.username, row.name_zh, row.must_change_password) == ("li.na", "李娜", True)
    assert told(row) == [("create", office.system.pk)]


@pytest.mark.parametrize("taken", ["chen", "CHEN", " Chen"])
def test_a_user_name_is_taken_in_any_case(office: Office, taken: str) -> None:
    with refused(Invalid, "用户名“%(username)s”已经有人用了。"):
        create_account(taken, name_zh="另一个", by=office.system)


def test_the_database_knows_no_two_names_that_differ_in_case_only(office: Office) -> None:
    with pytest.raises(IntegrityError, match="accounts_username_once"), transaction.atomic():
        factories.account("Chen", "另一个")


@pytest.mark.parametrize("name", ["", "a b", "=cmd", "名字", "-x", "x-", "x" * 41, "a@b"])
def test_names_that_cannot_be_are_refused(office: Office, name: str) -> None:
    assert not is_username(name)
    with refused(Invalid, "用户名“%(username)s”不合要求。"):
        create_account(name, name_zh="某人", by=office.system)


def test_only_the_system_administrator_creates_disables_and_gives_duties(office: Office, lina: Account) -> None:
    duty = Duty.objects.get(account=office.mediator)
    for who in (office.security, office.audit, office.leader, office.mediator):
        with refused(NotAllowed, "这一步不归您办。"):
            create_account("neu", name_zh="新人", by=who)
        with refused(NotAllowed, "这一步不归您办。"):
            disable_account(lina, reason="离职", by=who)
        with refused(NotAllowed, "这一步不归您办。"):
            grant_duty(lina, role="mediator", unit=office.station, since=DAY, by=who)
        with refused(NotAllowed, "这一步不归您办。"):
            end_duty(duty, by=who)


def test_disabling_and_enabling_keep_the_reason_and_the_duties(office: Office) -> None:
    disable_account(office.mediator, reason="长期病假", by=office.system)
    assert duties_of(fresh(office.mediator)).held == ()
    with refused(WrongState, "这个账号已经停用。"):
        disable_account(office.mediator, reason="再停一次", by=office.system)
    with refused(Missing, "没有写明原因。"):
        enable_account(office.mediator, reason=" ", by=office.system)
    enable_account(office.mediator, reason="病愈", by=office.system)
    assert duties_of(fresh(office.mediator)).has("mediator")
    assert list(Intervention.objects.order_by("id").values_list("verb", "reason")) == [
        ("disable", "长期病假"),
        ("enable", "病愈"),
    ]
    assert told(office.mediator) == [("disable", office.system.pk), ("enable", office.system.pk)]


def test_nobody_helps_themselves(office: Office) -> None:
    with refused(NotAllowed, "不能为自己办这一步。"):
        grant_duty(office.system, role="leader", unit=office.station, since=DAY, by=office.system)
    with refused(NotAllowed, "不能为自己办这一步。"):
        disable_account(office.system, reason="下班", by=office.system)


def test_a_duty_holds_from_its_day_and_ends_at_once_or_on_a_day(office: Office, lina: Account) -> None:
    today = clock.today()
    duty = grant_duty(lina, role="mediator", unit=office.station, since=today - timedelta(days=9), by=office.system)
    assert (duty.pending, duty.place) == (False, office.street)
    assert duties_of(fresh(lina)).has("mediator")
    end_duty(duty, by=office.system)
    assert Duty.objects.get(pk=duty.pk).until == today - timedelta(days=1)
    assert not duties_of(fresh(lina)).has("mediator")
    with refused(WrongState, "这项职责已经结束。"):
        end_duty(duty, by=office.system)
    assert [verb for verb, _ in told(lina)] == ["grant_duty", "end_duty"]
    body = Event.objects.filter(stream_kind="account", verb="grant_duty").get().body
    assert (body["role"], body["unit"]) == ("mediator", office.station.pk)
    assert "李娜" not in str(body)


def test_a_duty_that_never_began_is_withdrawn(office: Office, lina: Account) -> None:
    duty = grant_duty(lina, role="mediator", unit=office.station, since=clock.today(), by=office.system)
    end_duty(duty, by=office.system)
    assert Duty.objects.get(account=lina).withdrawn
    assert duties_of(fresh(lina)).held == ()
    assert [verb for verb, _ in told(lina)] == ["grant_duty", "withdraw_duty"]


def test_refused_duties_change_nothing(office: Office, lina: Account) -> None:
    with refused(Invalid, "没有“%(role)s”这个岗位。"):
        grant_duty(lina, role="emperor", unit=office.station, since=DAY, by=office.system)
    with refused(Invalid, "截止日期早于起始日期。"):
        grant_duty(lina, role="leader", unit=office.station, since=DAY, until=date(2026, 3, 8), by=office.system)
    with refused(NotAllowed, "“%(place)s”不在您管理的范围内。"):
        grant_duty(lina, role="leader", unit=office.far_station, since=DAY, by=office.system)
    grant_duty(lina, role="leader", unit=office.station, since=DAY, by=office.system)
    with refused(WrongState, "这项职责已经有了。"):
        grant_duty(lina, role="leader", unit=office.station, since=DAY, by=office.system)
    disable_account(lina, reason="离职", by=office.system)
    with refused(WrongState, "这个账号已停用。"):
        grant_duty(lina, role="mediator", unit=office.station, since=DAY, by=office.system)


@pytest.mark.parametrize("role", sorted(ADMIN_ROLES))
def test_an_administrators_duty_waits_for_the_security_administrator(office: Office, lina: Account, role: str) -> None:
    duty = grant_duty(lina, role=role, unit=office.station, since=DAY, by=office.system)
    assert duty.pending
    assert duties_of(fresh(lina)).held == ()
    for who in (office.system, office.audit, office.leader):
        with refused(NotAllowed, "这一步不归您办。"):
            confirm_duty(duty, by=who)
    confirm_duty(duty, by=office.security)
    assert duties_of(fresh(lina)).has(role)
    with refused(WrongState, "这项职责不需要确认，或已经确认。"):
        confirm_duty(duty, by=office.security)
    assert told(lina) == [("request_duty", office.system.pk), ("confirm_duty", office.security.pk)]


def test_nobody_confirms_their_own_duty(office: Office) -> None:
    duty = Duty.objects.create(
        account=office.security, role="system_admin", unit=office.station, place=office.street,
        since=date(2019, 1, 1), until=date(2019, 2, 1), pending=True,
    )  # fmt: skip
    with refused(NotAllowed, "不能为自己办这一步。"):
        confirm_duty(duty, by=office.security)


APART = "“%(role)s”不能与“%(other)s”由同一个账号担任。"


@pytest.mark.parametrize(("first", "second"), [*permutations(sorted(ADMIN_ROLES), 2), ("audit_admin", "leader")])
def test_one_account_holds_one_administrators_duty_and_nothing_else(
    office: Office, lina: Account, first: str, second: str
) -> None:
    grant_duty(lina, role=first, unit=office.station, since=DAY, by=office.system)
    with refused(Invalid, APART):
        grant_duty(lina, role=second, unit=office.station, since=DAY + timedelta(days=3), by=office.system)


def test_who_handles_cases_becomes_no_administrator_before_that_has_ended(office: Office) -> None:
    with refused(Invalid, APART):
        grant_duty(office.mediator, role="audit_admin", unit=office.station, since=DAY, by=office.system)
    end_duty(Duty.objects.get(account=office.mediator), by=office.system)
    duty = grant_duty(office.mediator, role="audit_admin", unit=office.station, since=clock.today(), by=office.system)
    assert duty.pending


@pytest.mark.parametrize(("first", "second"), [*permutations(sorted(ADMIN_ROLES), 2), ("leader", "audit_admin")])
def test_the_database_refuses_what_the_action_refuses(office: Office, lina: Account, first: str, second: str) -> None:
    factories.duty(lina, first, office.station, since=DAY, until=date(2026, 6, 1))
    with pytest.raises(IntegrityError, match="accounts_administers_only"), transaction.atomic():
        factories.duty(lina, second, office.station, since=date(2026, 6, 1))
    factories.duty(lina, second, office.station, since=date(2026, 6, 2))


def test_ordinary_duties_go_together_and_administrators_do_not_hinder_each_other(office: Office, lina: Account) -> None:
    for role in ("mediator", "leader", "station_lead"):
        factories.duty(lina, role, office.station, since=DAY)
    factories.staff("sys2", "又一个", "system_admin", office.station)
    assert {conflict("mediator", [role]) for role in ROLES if role not in ADMIN_ROLES} == {""}


def test_an_administrator_reaches_the_own_street_and_who_has_no_duty_yet(office: Office, lina: Account) -> None:
    names = set(accounts_for(office.system).values_list("username", flat=True))
    assert names == {"sys", "sec", "aud", "chen", "gao", "lina"}
    with refused(NoSuchAccount, "没有找到这个账号。"):
        disable_account(office.stranger, reason="隔壁街道", by=office.system)
    with refused(NoSuchAccount, "没有找到这个账号。"):
        grant_duty(office.stranger, role="leader", unit=office.station, since=DAY, by=office.system)


def test_an_administrator_above_the_streets_reaches_everybody(office: Office) -> None:
    district = places.street("330105", "拱墅区", "GS")
    type(district).objects.filter(pk=district.pk).update(street="")
    unit = places.unit(district, "gs", "区综治中心", "centre")
    unit.place.refresh_from_db()
    above = factories.staff("gongshu", "区管理员", "system_admin", unit)
    assert accounts_for(above).filter(pk=office.stranger.pk).exists()


def test_accounts_are_found_by_name_user_name_and_unit(office: Office) -> None:
    for text in ("陈调解", "CHEN", "蔡马 陈"):
        found = accounts_for(office.system, text)
        assert office.mediator in found, text
        assert office.leader not in found, text


def test_the_auditor_reads_the_log_of_the_own_street_and_of_unknown_names(office: Office) -> None:
    for name in ("chen", "wei", "nobody"):
        Client().post("/login/", {"username": name, "password": "x"})
    typed = set(sign_ins_for(office.audit).values_list("typed", flat=True))
    assert typed == {"chen", "no…"}
    client = Client()
    client.force_login(office.audit)
    page = client.get("/audit/sign-ins/?q=chen").content.decode()
    assert "陈调解" in page
    assert "用户名或密码不对" in page
    assert "陈调解" not in client.get("/audit/sign-ins/?result=signed_in").content.decode()
