"""Standing in during leave: what the deputy has, from when to when, and what is refused."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hetang.commons.accounts.actions.delegate import delegate_duty, end_delegation
from hetang.commons.accounts.actions.duties import grant_duty
from hetang.commons.accounts.duties import duties_of, duties_of_many
from hetang.commons.accounts.models import Account, Delegation, Duty
from hetang.commons.accounts.queries import is_away, leaves_covered
from hetang.commons.accounts.tests import factories
from hetang.commons.places.api import Unit
from hetang.commons.places.tests import factories as places
from hetang.ground.journal import api as journal
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.ground.rulepacks.tests.factories import load_packs

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 9)
WEEK: dict[str, Any] = {"since": TODAY, "until": TODAY + timedelta(days=6), "reason": "年休假"}


@pytest.fixture(autouse=True)
def _morning(db: None):  # type: ignore[no-untyped-def]
    with clock.fixed_at(NOW):
        load_packs()
        yield


@pytest.fixture
def station() -> Unit:
    return places.unit(places.street(), "st-1", "蔡马驿站")


@pytest.fixture
def chen(station: Unit) -> Account:
    return factories.staff("chen", "陈调解", "mediator", station)


@pytest.fixture
def lin(station: Unit) -> Account:
    return factories.staff("lin", "林调解", "mediator", station)


@pytest.fixture
def shen(station: Unit) -> Account:
    return factories.staff("shen", "沈站长", "station_lead", station)


def again(account: Account) -> Account:
    """As the next request reads it."""
    return Account.objects.get(pk=account.pk)


def test_the_deputy_has_the_duties_in_that_time_only(chen: Account, shen: Account) -> None:
    made = delegate_duty(shen, to=chen, **WEEK, by=shen)
    duties = duties_of(again(chen))
    assert duties.roles() == {"mediator", "station_lead"}
    assert duties.absent == {shen.pk}
    assert [(d.role, d.on_behalf, d.until) for d in duties.held] == [
        ("mediator", None, None),
        ("station_lead", shen.pk, made.until),
    ]
    assert list(leaves_covered(chen)) == [made]
    assert is_away(shen)
    with clock.fixed_at(NOW + timedelta(days=6)):
        assert duties_of(again(chen)).has("station_lead")
    for day in (-1, 7):
        with clock.fixed_at(NOW + timedelta(days=day)):
            assert duties_of(again(chen)).roles() == {"mediator"}
    event = journal.story("account", shen.pk).last()
    assert event is not None
    assert (event.verb, event.actor, event.body["deputy"]) == ("delegate_duty", shen.pk, chen.pk)


def test_who_has_nothing_but_administration_has_nothing_to_lend(chen: Account, shen: Account, station: Unit) -> None:
    boss = factories.staff("boss", "管理员", "system_admin", station)
    with refused(Invalid, "这位同事现在没有可以代的职责。"):
        delegate_duty(boss, to=chen, **WEEK, by=boss)


def test_two_absent_people_keep_apart(chen: Account, lin: Account, shen: Account) -> None:
    delegate_duty(shen, to=chen, **WEEK, by=shen)
    delegate_duty(lin, to=chen, **WEEK, by=lin)
    held = [(d.role, d.on_behalf) for d in duties_of(again(chen)).held]
    assert sorted(held, key=str) == sorted(
        [("mediator", None), ("mediator", lin.pk), ("station_lead", shen.pk)], key=str
    )
    assert duties_of_many({lin.pk})[lin.pk].absent == frozenset()


def test_whoever_left_lends_nothing(chen: Account, shen: Account) -> None:
    delegate_duty(shen, to=chen, **WEEK, by=shen)
    Account.objects.filter(pk=shen.pk).update(is_active=False)
    assert duties_of(again(chen)).roles() == {"mediator"}


def test_a_lead_arranges_it_for_somebody_who_is_ill_and_nobody_else_does(
    chen: Account, lin: Account, shen: Account, station: Unit
) -> None:
    stranger = factories.staff("wei", "魏站长", "station_lead", places.unit(station.place, "st-2", "瓜山驿站"))
    for who in (lin, stranger):
        with refused(NotAllowed, "您不能替这位同事安排代班。"):
            delegate_duty(chen, to=lin, **WEEK, by=who)
    leader = factories.staff("gao", "高主任", "leader", station)
    assert delegate_duty(chen, to=lin, **WEEK, by=shen).by == shen
    end_delegation(Delegation.objects.get(), by=shen)
    assert delegate_duty(chen, to=lin, **WEEK, by=leader).by == leader


def test_a_station_lead_makes_nobody_the_leaders_deputy(chen: Account, shen: Account, station: Unit) -> None:
    leader = factories.staff("gao", "高主任", "leader", station)
    for to in (shen, chen):
        with refused(NotAllowed, "您不能替这位同事安排代班。"):
            delegate_duty(leader, to=to, **WEEK, by=shen)
    assert not Delegation.objects.exists()


def test_a_station_lead_lends_nothing_of_another_unit(chen: Account, lin: Account, shen: Account) -> None:
    factories.duty(chen, "mediator", places.unit(shen.duties.get().place, "st-2", "瓜山驿站"))
    with refused(NotAllowed, "您不能替这位同事安排代班。"):
        delegate_duty(chen, to=lin, **WEEK, by=shen)
    assert not Delegation.objects.exists()


def test_nobody_takes_a_colleagues_duties_by_themselves_but_a_leader(
    chen: Account, shen: Account, station: Unit
) -> None:
    gao, lu = (factories.staff(name, name, "leader", station) for name in ("gao", "lu"))
    for absent, by in ((chen, shen), (lu, gao)):
        with refused(NotAllowed, "不能安排自己代这位同事的班。"):
            delegate_duty(absent, to=by, **WEEK, by=by)
    assert not Delegation.objects.exists()
    assert delegate_duty(shen, to=gao, **WEEK, by=gao).deputy == gao


def test_a_deputy_lead_arranges_nothing(chen: Account, lin: Account, shen: Account) -> None:
    delegate_duty(shen, to=chen, **WEEK, by=shen)
    with refused(NotAllowed, "您不能替这位同事安排代班。"):
        delegate_duty(lin, to=shen, **WEEK, by=again(chen))


@pytest.mark.parametrize(
    ("since", "until", "what"),
    [
        (1, 0, "结束的日子须不早于开始的日子，也不早于今天。"),
        (-3, -1, "结束的日子须不早于开始的日子，也不早于今天。"),
        (-1, 3, "代班不能倒签：开始的日子已经过去。"),
        (0, 90, "一次代班最长 %(most)s 天。"),
    ],
)
def test_the_period_has_its_limits(chen: Account, lin: Account, since: int, until: int, what: str) -> None:
    with refused(Invalid, what):
        delegate_duty(
            chen,
            to=lin,
            since=TODAY + timedelta(days=since),
            until=TODAY + timedelta(days=until),
            reason="年休假",
            by=chen,
        )


def test_ninety_days_are_allowed_and_a_reason_is_needed(chen: Account, lin: Account) -> None:
    with refused(Invalid, "还没有写原因。"):
        delegate_duty(chen, to=lin, since=TODAY, until=TODAY, reason=" ", by=chen)
    assert delegate_duty(chen, to=lin, since=TODAY, until=TODAY + timedelta(days=89), reason="病假", by=chen).pk


def test_the_deputy_is_a_colleague_of_the_street_and_somebody_else(chen: Account) -> None:
    far = factories.staff("far", "远", "mediator", places.unit(places.street("330105009", "祥符街道"), "xf", "祥符"))
    idle = factories.account("idle", "闲")
    for who in (far, idle):
        with refused(Invalid, "代班的人须在同一街道任职。"):
            delegate_duty(chen, to=who, **WEEK, by=chen)
    with refused(Invalid, "不能由本人代自己。"):
        delegate_duty(chen, to=chen, **WEEK, by=chen)


def test_no_chains_and_no_second_deputy(chen: Account, lin: Account, shen: Account) -> None:
    delegate_duty(chen, to=lin, **WEEK, by=chen)
    with refused(WrongState, "这段时间已经安排了代班。"):
        delegate_duty(chen, to=shen, **WEEK, by=chen)
    with refused(WrongState, "所选的同事这段时间自己也不在岗。"):
        delegate_duty(shen, to=chen, **WEEK, by=shen)
    with refused(WrongState, "这位同事这段时间正代别人的班，不能再转给第三人。"):
        delegate_duty(lin, to=shen, **WEEK, by=lin)
    later = TODAY + timedelta(days=7)
    assert delegate_duty(lin, to=shen, since=later, until=later, reason="病假", by=lin).pk


def test_a_chain_in_the_table_lends_nothing_further(chen: Account, lin: Account, shen: Account) -> None:
    factories.leave(shen, chen)
    factories.leave(chen, lin)
    assert duties_of(again(lin)).absent == {chen.pk}
    assert not duties_of(again(lin)).has("station_lead")


@pytest.mark.parametrize("part", ["absent", "deputy", "lead"])
def test_it_is_ended_early_by_either_side_or_the_lead(chen: Account, lin: Account, shen: Account, part: str) -> None:
    made = delegate_duty(chen, to=lin, **WEEK, by=chen)
    by = {"absent": chen, "deputy": lin, "lead": shen}[part]
    end_delegation(made, by=by)
    assert duties_of(again(lin)).absent == frozenset()
    with refused(WrongState, "这次代班已经结束。"):
        end_delegation(made, by=by)
    assert [e.verb for e in journal.story("account", chen.pk)] == ["delegate_duty", "end_delegation"]


def test_nobody_else_ends_it(chen: Account, lin: Account, station: Unit) -> None:
    made = delegate_duty(chen, to=lin, **WEEK, by=chen)
    zhou = factories.staff("zhou", "周晴", "operator", station)
    with refused(NotAllowed, "您不能替这位同事安排代班。"):
        end_delegation(made, by=zhou)


def test_a_deputy_who_no_longer_works_there_has_nothing_lent(chen: Account, shen: Account) -> None:
    delegate_duty(shen, to=chen, **WEEK, by=shen)
    own = Duty.objects.filter(account=chen)
    own.update(until=TODAY - timedelta(days=1))
    assert duties_of(again(chen)).held == ()
    assert not leaves_covered(again(chen)).exists()
    far = places.unit(places.street("330105009", "祥符街道"), "xf", "祥符")
    factories.duty(chen, "mediator", far, since=TODAY)
    assert [(d.role, d.on_behalf) for d in duties_of(again(chen)).held] == [("mediator", None)]
    Duty.objects.filter(account=chen, unit=far).delete()
    factories.duty(chen, "audit_admin", shen.duties.get().unit, since=TODAY)
    assert duties_of(again(chen)).roles() == {"audit_admin"}


def test_of_two_streets_only_the_one_where_the_deputy_works_is_lent(chen: Account, shen: Account) -> None:
    far = places.unit(places.street("330105009", "祥符街道"), "xf", "祥符")
    factories.duty(shen, "leader", far)
    delegate_duty(shen, to=chen, **WEEK, by=shen)
    assert duties_of(again(chen)).roles() == {"mediator", "station_lead"}


@pytest.mark.parametrize("days", [0, 3])
def test_a_deputy_becomes_no_administrator_before_that_has_ended(chen: Account, shen: Account, days: int) -> None:
    station = shen.duties.get().unit
    made = delegate_duty(shen, to=chen, **WEEK, by=shen)
    Duty.objects.filter(account=chen).update(until=TODAY - timedelta(days=1))
    boss = factories.staff("boss", "方系统", "system_admin", station)
    since = TODAY + timedelta(days=days)
    with refused(WrongState, "这个账号那段时间正代别人的班，不能担任管理员。"):
        grant_duty(again(chen), role="audit_admin", unit=station, since=since, by=boss)
    assert not Duty.objects.filter(role="audit_admin").exists()
    end_delegation(made, by=shen)
    assert grant_duty(again(chen), role="audit_admin", unit=station, since=since, by=boss).pending
