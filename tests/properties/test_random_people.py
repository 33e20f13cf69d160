"""Random people try random verbs on one case: what must hold holds, and an end stays within reach."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hetang.ground.journal.api import catch_up, rebuild
from hetang.ground.lib import clock
from hetang.ground.lib.lifecycle import Lifecycle
from hetang.ground.lib.refusals import Refused
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.insight.models import Figure
from hetang.record.cases.api import KINDS
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.services.mediation.api import MEDIATION
from tests.properties import invariants
from tests.properties.sensible import fitting, go_on, whose
from tests.properties.world import DEEDS, Absent, World

pytestmark = pytest.mark.django_db
ENDS = frozenset({"archived", "voided"})
MAX_STEPS_TO_AN_END = 60

# Who (None: a sensible colleague does the next right thing; RIGHT: one of the steps that fit, by whose step it is;
# else anybody tries anything), which verb, details, hours that pass before.
RIGHT = -1
STEPS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.just(RIGHT), st.just(RIGHT), st.integers(0, 12)),
        st.sampled_from(sorted(DEEDS)),
        st.integers(0, 2**16),
        st.sampled_from([0, 0, 1, 26, 24 * 9, 24 * 40]),
    ),
    max_size=25,
)


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Cast]:
    """Everybody, for all examples; rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic(), clock.fixed_at(MONDAY):  # type: ignore[attr-defined]
        yield cases.cast()
        transaction.set_rollback(True)


@contextmanager
def new_world(cast: Cast, kind: str = "dispute") -> Iterator[World]:
    """A case just registered and another beside it, forgotten again afterwards."""
    with transaction.atomic():
        cast.fresh()
        with clock.fixed_at(MONDAY):
            world = World(cast, cases.case(cast, kind=kind), MONDAY, cases.case(cast))
        yield world
        transaction.set_rollback(True)


def attempt(world: World, who: int | None, verb: str, seed: int) -> None:
    """One try. A refused one must have changed nothing at all."""
    world.look()
    if who is None:
        go_on(world, Random(seed))
        return
    rng, people = Random(seed), sorted(world.cast.everybody().items())
    if who == RIGHT:
        verb = rng.choice(fitting(world))
    by = whose(world, verb) if who == RIGHT else people[who % len(people)][1]
    before = all_rows()
    try:
        with transaction.atomic():
            DEEDS[verb](world, by, rng)
    except (Refused, Absent):
        assert changed(before) == {}, f"{verb} was refused and changed something"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(kind=st.sampled_from(["dispute", *KINDS]), steps=STEPS)
@example(kind="dispute", steps=[(None, "assign", 0, 0)] * 12)
@example(kind="request", steps=[(None, "assign", 0, 0)] * 12)
@example(kind="petition", steps=[(None, "assign", 0, 0)] * 12)
@example(kind="hazard", steps=[(None, "assign", 0, 0), (RIGHT, "join", 0, 26), (None, "join", 0, 0)] * 4)
def test_what_must_hold_holds_whoever_does_what(
    cast: Cast, kind: str, steps: list[tuple[int | None, str, int, int]]
) -> None:
    with new_world(cast, kind) as world:
        for who, verb, seed, hours in steps:
            world.now += timedelta(hours=hours)
            with clock.fixed_at(world.now):
                attempt(world, who, verb, seed)
                invariants.check(world.case)
        invariants.check_journal()
        _reaches_an_end(world)


def _reaches_an_end(world: World) -> None:
    """From wherever random people left the case, sensible ones bring it to an end."""
    for step in range(MAX_STEPS_TO_AN_END):
        if world.look().state in ENDS:
            invariants.check_journal()
            return
        world.now += timedelta(days=1)
        with clock.fixed_at(world.now):
            go_on(world, Random(step))
            invariants.check(world.case)
    raise AssertionError(f"the case stays {world.case.state}")


@pytest.mark.parametrize("table", [*KINDS.values(), MEDIATION], ids=lambda t: t.name)
def test_every_state_of_a_table_is_reached_and_leads_to_a_result(table: Lifecycle) -> None:
    reached, fresh = {table.initial}, {table.initial}
    while fresh:
        fresh = {m.to_state for m in table.moves if set(m.from_states) & fresh} - reached
        reached |= fresh
    assert reached == set(table.states)
    leading = set(table.final)
    while more := {s for m in table.moves if m.to_state in leading for s in m.from_states} - leading:
        leading |= more
    assert leading == set(table.states)


def test_figures_of_random_stories_equal_a_recount(cast: Cast) -> None:
    with new_world(cast) as world:
        rng = Random(1788)
        for _ in range(120):
            with clock.fixed_at(world.now):
                attempt(world, rng.choice([None, rng.randrange(13)]), rng.choice(sorted(DEEDS)), rng.randrange(999))
            world.now += timedelta(hours=rng.choice([0, 5, 30]))
            if world.look().state in ENDS:
                with clock.fixed_at(world.now):
                    cast.fresh()
                    world.case = cases.case(cast, kind=rng.choice(sorted(KINDS)))
        catch_up()
        assert Figure.objects.exists(), "nothing was counted"
        assert rebuild("figures").is_same
