"""Weighty duties take two people, to begin and (an administrator's) to end; a street's administrator stays in it."""

from datetime import date, timedelta

import pytest
from django.test import Client

from hetang.commons.accounts.access import NoSuchAccount
from hetang.commons.accounts.actions.accounts import create_account, disable_account
from hetang.commons.accounts.actions.duties import confirm_duty, end_duty, grant_duty
from hetang.commons.accounts.actions.password import reissue_password
from hetang.commons.accounts.actions.stafflist import check_staff_list, take_over_staff_list
from hetang.commons.accounts.duties import duties_of
from hetang.commons.accounts.models import Account, Duty
from hetang.commons.accounts.policy import Policy
from hetang.commons.accounts.queries import accounts_for
from hetang.commons.accounts.tests import factories
from hetang.commons.accounts.tests.factories import PASSWORD, Office
from hetang.commons.accounts.tests.workbooks import LINA, workbook
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.ground.rulepacks.tests.factories import shipped

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 9)


def fresh(account: Account) -> Account:
    """As the next request reads it."""
    return Account.objects.get(pk=account.pk)


@pytest.mark.parametrize("role", ["leader", "station_lead"])
def test_nobody_makes_a_leader_alone(office: Office, role: str) -> None:
    made = create_account("neu", name_zh="新人", by=office.system).account
    duty = grant_duty(made, role=role, unit=office.station, since=DAY, by=office.system)
    assert duty.pending
    assert duties_of(fresh(made)).held == ()
    with refused(NotAllowed, "这一步不归您办。"):
        confirm_duty(duty, by=office.system)
    confirm_duty(duty, by=office.security)
    assert duties_of(fresh(made)).has(role)


def test_which_roles_wait_is_the_packs_and_administrators_always_do() -> None:
    body = {**shipped("security"), "duties": {"confirmed": ["operator"]}}
    found = Policy.of(body).confirmed_roles
    assert {"operator", "system_admin", "security_admin", "audit_admin"} == found


def test_a_staff_list_makes_no_leader_and_widens_none_alone(office: Office) -> None:
    def take(*row: str) -> None:
        kept, plan = check_staff_list(workbook(row), "人员.xlsx", by=office.system)
        take_over_staff_list(kept, digest=kept.digest, plan_digest=plan.digest, by=office.system)

    take(*LINA[:3], "街道领导", *LINA[4:])
    assert Duty.objects.get(account__username="lina").pending
    gao = ("gao", "高主任", "Gao", "街道领导", "蔡马驿站", "", "2020-01-01")
    take(*gao, "2026-01-31")
    assert not Duty.objects.get(account=office.leader).pending, "to end it sooner needs nobody else"
    take(*gao, "")
    assert Duty.objects.get(account=office.leader).pending
    assert not duties_of(fresh(office.leader)).has("leader")


def test_a_confirmed_duty_begins_with_a_new_sign_in(office: Office, lina: Account) -> None:
    duty = grant_duty(office.mediator, role="leader", unit=office.station, since=DAY, by=office.system)
    client = Client()
    client.post("/login/", {"username": "chen", "password": PASSWORD})
    assert client.get("/account/").status_code == 200
    confirm_duty(duty, by=office.security)
    assert not office.mediator.sessions.exists()
    assert client.get("/account/").status_code == 302


def test_nobody_confirms_a_duty_in_another_street(office: Office) -> None:
    duty = Duty.objects.create(
        account=office.mediator, role="leader", unit=office.far_station, place=office.far_station.place,
        since=DAY, pending=True,
    )  # fmt: skip
    with refused(NotAllowed, "“%(place)s”不在您管理的范围内。"):
        confirm_duty(duty, by=office.security)
    assert Duty.objects.get(pk=duty.pk).pending


def test_an_administrators_duty_ends_when_a_second_one_says_so(office: Office) -> None:
    boss = factories.staff("sys2", "又一位", "system_admin", office.station)
    duty = Duty.objects.get(account=boss)
    assert end_duty(duty, by=office.system).ending
    assert duties_of(fresh(boss)).has("system_admin")
    with refused(WrongState, "结束这项职责已经提出，等安全管理员确认。"):
        end_duty(duty, by=office.system)
    with refused(NotAllowed, "这一步不归您办。"):
        confirm_duty(duty, by=office.system)
    confirm_duty(duty, by=office.security)
    assert duties_of(fresh(boss)).held == ()
    assert Duty.objects.get(pk=duty.pk).until == clock.today() - timedelta(days=1)


def test_the_security_administrators_end_takes_another_security_administrator(office: Office) -> None:
    duty = end_duty(Duty.objects.get(account=office.security), by=office.system)
    with refused(NotAllowed, "不能为自己办这一步。"):
        confirm_duty(duty, by=office.security)
    second = factories.staff("sec2", "又一位", "security_admin", office.station)
    confirm_duty(duty, by=second)
    assert duties_of(fresh(office.security)).held == ()


def test_the_last_auditor_stays(office: Office) -> None:
    duty = Duty.objects.get(account=office.audit)
    with refused(WrongState, "这是最后一位审计管理员，不能结束。"):
        end_duty(duty, by=office.system)
    with refused(WrongState, "这是最后一位审计管理员，不能结束。"):
        disable_account(office.audit, reason="离职", by=office.system)
    assert fresh(office.audit).is_active
    second = factories.staff("aud2", "又一位", "audit_admin", office.station)
    end_duty(duty, by=office.system)
    with refused(WrongState, "这是最后一位审计管理员，不能结束。"):
        end_duty(Duty.objects.get(account=second), by=office.system)
    confirm_duty(duty, by=office.security)
    assert duties_of(fresh(second)).has("audit_admin")


def test_who_works_in_another_street_now_is_reached_from_there_only(office: Office) -> None:
    Duty.objects.filter(account=office.mediator).update(until=clock.today() - timedelta(days=1))
    factories.duty(office.mediator, "mediator", office.far_station, since=clock.today())
    assert office.mediator not in accounts_for(office.system)
    with refused(NoSuchAccount, "没有找到这个账号。"):
        reissue_password(office.mediator, reason="忘记", by=office.system)
    assert fresh(office.mediator).password == office.mediator.password
    far = factories.staff("fsys", "远系统", "system_admin", office.far_station)
    assert office.mediator in accounts_for(far)


def test_who_has_no_duty_is_reached_from_where_they_came(office: Office) -> None:
    far = factories.staff("fsys", "远系统", "system_admin", office.far_station)
    made = create_account("neu", name_zh="新人", by=far).account
    left = office.mediator
    Duty.objects.filter(account=left).update(until=clock.today() - timedelta(days=1))
    assert [a.username for a in accounts_for(far) if a in (made, left)] == ["neu"]
    assert [a.username for a in accounts_for(office.system) if a in (made, left)] == ["chen"]
    with refused(NoSuchAccount, "没有找到这个账号。"):
        grant_duty(made, role="leader", unit=office.station, since=DAY, by=office.system)


def test_a_duty_that_never_held_is_taken_back_and_stays_on_record(office: Office, lina: Account) -> None:
    first = grant_duty(lina, role="leader", unit=office.station, since=DAY, by=office.system)
    end_duty(first, by=office.system)
    assert Duty.objects.get(pk=first.pk).withdrawn
    with refused(WrongState, "这项职责已经结束。"):
        end_duty(first, by=office.system)
    with refused(WrongState, "这项职责不需要确认，或已经确认。"):
        confirm_duty(first, by=office.security)
    again = grant_duty(lina, role="audit_admin", unit=office.station, since=DAY, by=office.system)
    confirm_duty(again, by=office.security)
    assert duties_of(fresh(lina)).roles() == {"audit_admin"}
    client = Client()
    client.force_login(office.system)
    assert "已撤回" in client.get(f"/accounts/{lina.pk}/").content.decode()
