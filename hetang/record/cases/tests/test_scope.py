"""Scope against a slow reference: random duties, leaves and grants; look-ups, lists and explanations say the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hetang.commons.accounts.api import ROLES, Account, Delegation, Duty
from hetang.commons.accounts.tests import factories as accounts
from hetang.commons.places.api import Place, Unit
from hetang.commons.places.tests import factories as places
from hetang.ground.lib import clock
from hetang.record.cases.access import reasons_for, sees, visible_to
from hetang.record.cases.explain import explain_access, readers_of
from hetang.record.cases.lifecycle import OPEN_STATES
from hetang.record.cases.lists import list_count, list_page
from hetang.record.cases.models import GLASS, Case, CaseAccess
from hetang.record.cases.tests.factories import MONDAY

TODAY = MONDAY.date()
STREET_ROLES = ("operator", "dispatcher", "follow_up_operator", "leader")
CASEWORK = (*STREET_ROLES, "station_lead", "mediator")


@dataclass
class World:
    """Two districts, three streets, communities, a unit in each place, some people and cases."""

    random: Random
    places: list[Place]
    units: list[Unit]
    people: list[Account]
    cases: list[Case]


@pytest.fixture
def ground(db: None) -> Iterator[tuple[list[Place], list[Unit]]]:
    with clock.fixed_at(MONDAY):
        streets = [places.street(code, code, code[-3:]) for code in ("330105008", "330105009", "330106001")]
        found = [places.community(s, c, s.code + c) for s in streets for c in ("001", "002")]
        districts = [Place.objects.create(code=d, kind="district", name_zh=d, name_en=d) for d in ("330105", "330106")]
        yield [*districts, *streets, *found], [places.unit(p, f"u-{p.code}", p.code) for p in [*streets, *found]]


def world(random: Random, ground: tuple[list[Place], list[Unit]]) -> World:
    spots, units = ground
    people = [accounts.account(f"p{n}", f"人{n}", is_active=random.random() > 0.1) for n in range(6)]
    made = World(random, spots, units, people, [])
    made.cases = [_case(made, n) for n in range(10)]
    for who in people:
        # Who audits holds no other duty: the database refuses it.
        wanted = random.sample([*CASEWORK, "audit_admin"], random.choice([0, 1, 1, 2]))
        for role in ["audit_admin"] if "audit_admin" in wanted else wanted:
            _duty(made, who, role)
    for case in made.cases:
        for _ in range(random.choice([0, 0, 1, 2])):
            _grant(made, case)
    for _ in range(2):
        _leave(made)
    return made


def _case(of: World, n: int) -> Case:
    spot = of.random.choice([p for p in of.places if p.street])
    state = of.random.choice(["registered", "in_progress", "closed", "archived"])
    return Case.objects.create(
        number=f"T-{n}",
        code=f"c-{n}",
        category="other_consumption",
        title=f"事{n}",
        summary="字",
        district=spot.district,
        street=spot.street,
        community=spot.community,
        unit=of.random.choice(of.units),
        assignee=of.random.choice([None, *of.people]),
        sensitivity=of.random.choice(["normal", "normal", "sensitive", "sealed"]),
        state=state,
        registered_at=MONDAY,
        due_at=of.random.choice([None, MONDAY + timedelta(days=n % 3)]),
    )


def _duty(of: World, who: Account, role: str) -> None:
    since = TODAY + timedelta(days=of.random.choice([-5, 0, 1]))
    until = of.random.choice([None, since, since + timedelta(days=5)])
    accounts.duty(who, role, of.random.choice(of.units), of.random.choice(of.places), since=since, until=until)


def _grant(of: World, case: Case) -> None:
    now, is_open = clock.now(), case.state in OPEN_STATES
    kind = of.random.choice(["unit", "named", "handler", GLASS])
    until = (
        now + timedelta(minutes=of.random.choice([-1, 10])) if kind == GLASS else of.random.choice([None, None, now])
    )
    holder = {"unit": of.random.choice(of.units)} if kind == "unit" else {"account": of.random.choice(of.people)}
    CaseAccess.objects.create(case=case, role=kind, since=now, until=until, of_open=is_open, **holder)


def _leave(of: World) -> None:
    absent, deputy = of.random.sample(of.people, 2)
    since = TODAY + timedelta(days=of.random.choice([-3, 0, 2]))
    ended = of.random.choice([None, None, clock.now()])
    until = since + timedelta(days=of.random.choice([0, 3, 9]))
    Delegation.objects.create(
        absent=absent, deputy=deputy, since=since, until=until, reason="假", by=absent, at=clock.now(), ended_at=ended
    )


def in_force(duty: Duty) -> bool:
    return duty.since <= TODAY and (duty.until is None or duty.until >= TODAY) and duty.role in CASEWORK


def reference(who: Account, case: Case) -> set[str]:
    """Why `who` sees `case`, as the rules are told in docs/decisions/0010-scope.md, one pair at a time."""
    if not who.is_active:
        return set()
    own = [d for d in Duty.objects.filter(account=who).select_related("place") if in_force(d)]
    leaves = [d for d in Delegation.objects.filter(deputy=who, ended_at=None).select_related("absent")]
    leaves = [d for d in leaves if d.since <= TODAY <= d.until and d.absent.is_active]
    theirs = Duty.objects.select_related("place")
    lent = {
        d.absent_id: [x for x in theirs.filter(account=d.absent) if in_force(x) and _works_there(own, x)]
        for d in leaves
    }
    lent = {absent: duties for absent, duties in lent.items() if duties}
    found = {why for d in [*own, *(x for duties in lent.values() for x in duties)] for why in _by_duty(d, case)}
    if own or lent:
        found |= _by_name(who.pk, case)
    if own and case.grants.filter(account=who, role=GLASS, until__gt=clock.now()).exists():
        found.add("glass")
    if case.sensitivity != "sealed":
        found |= {why for absent in lent for why in _by_name(absent, case)}
    return found


def _works_there(own: list[Duty], lent: Duty) -> bool:
    """A duty is lent to colleagues of its street (of its very place, above the streets) and to nobody else."""
    street = lent.place.street
    return any(d.place_id == lent.place_id or (street != "" and d.place.street == street) for d in own)


def _by_duty(duty: Duty, case: Case) -> set[str]:
    trusted = duty.role in {"leader", "station_lead"}
    if case.sensitivity == "sealed" or (case.sensitivity == "sensitive" and not trusted):
        return set()
    place = duty.place
    here = case.community == place.community if place.community else case.street == place.street
    if place.kind == "district":
        here = case.district == place.code
    if duty.role in STREET_ROLES:
        return {"place"} if here else set()
    if duty.role != "station_lead":
        return set()
    found = set()
    unknown = bool(place.community) and case.community == "" and case.street == place.street
    if case.unit_id == duty.unit_id and (here or unknown):
        found.add("unit")
    if case.grants.filter(unit=duty.unit_id, until=None).exists():
        found.add("helping")
    return found


def _by_name(account: int, case: Case) -> set[str]:
    found = {"handler"} if case.assignee_id == account else set()
    return found | ({"named"} if case.grants.filter(account=account, until=None).exists() else set())


def everything(who: Account, order: str) -> list[Case]:
    found: list[Case] = []
    cursor = ""
    while True:
        page = list_page(who, order=order, cursor=cursor, size=3)  # type: ignore[arg-type]
        found += page.items
        if page.older is None:
            return found
        cursor = page.older


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(random=st.randoms(use_true_random=False))
def test_look_ups_lists_and_explanations_agree_with_the_reference(
    ground: tuple[list[Place], list[Unit]], random: Random
) -> None:
    with transaction.atomic():
        made = world(random, ground)
        readers = {case.pk: set(readers_of(case)) for case in made.cases}
        for who in made.people:
            said = {case.pk: reference(who, case) for case in made.cases}
            assert {case.pk: {b.kind for b in reasons_for(who, case)} for case in made.cases} == said
            assert set(visible_to(who).values_list("pk", flat=True)) == {
                key for key, why in said.items() if why - {"glass"}
            }
            open_to = {key for key, why in said.items() if why - {"glass"}}
            assert {case.pk for case in made.cases if sees(who, case)} == open_to
            for order in ("newest", "due"):
                listed = everything(who, order)
                assert {case.pk for case in listed} == open_to
                assert len(listed) == len(open_to)
            due = list_page(who, order="due", only_open=True, size=99).items
            assert {case.pk for case in due} == open_to & {c.pk for c in made.cases if c.state in OPEN_STATES}
            assert due == sorted(due, key=lambda c: (c.sort_due, c.pk))
            assert list_count(who, most=3) == min(len(open_to), 4)
            for case in made.cases:
                assert {r.kind for r in explain_access(who, case)} == said[case.pk]
                assert (who.pk in readers[case.pk]) is bool(said[case.pk])
        transaction.set_rollback(True)


def test_administrators_of_any_kind_see_no_case(ground: tuple[list[Place], list[Unit]]) -> None:
    made = world(Random(1), ground)
    for number, role in enumerate(sorted({*ROLES, "system_admin", "security_admin", "audit_admin"} - set(CASEWORK))):
        who = accounts.account(f"admin{number}", role)
        accounts.duty(who, role, made.units[0], since=date(2020, 1, 1))
        for case in made.cases:
            CaseAccess.objects.create(case=case, account=who, role="named", since=MONDAY)
        assert not visible_to(who).exists(), role
        assert list_page(who).items == [], role
