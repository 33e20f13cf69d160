"""Random pairs of people act on one case in the same moment, each on a connection of their own."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random

import pytest
from django.db import connection

from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Refused
from hetang.record.cases.api import OPEN_STATES
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from tests.properties import invariants
from tests.properties.sensible import fitting, go_on, whose
from tests.properties.world import DEEDS, Absent, World

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 40
AT_ONCE = 3


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Cast]:
    """Everybody, committed, so that other connections see them."""
    with clock.fixed_at(MONDAY):
        yield cases.cast()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_acting_at_once_leaves_a_case_that_one_after_another_could_have_left(cast: Cast, seed: int) -> None:
    rng = Random(seed)
    world = World(cast, cases.case(cast), MONDAY, cases.case(cast))
    done = 0
    for _ in range(ROUNDS):
        world.now += timedelta(hours=rng.choice([0, 1, 30, 24 * 9]))
        if world.look().state not in OPEN_STATES:
            with clock.fixed_at(world.now):
                world.case = cases.case(cast)
            world.look()
        acts = [_act(world, rng) for _ in range(AT_ONCE)]
        told = at_once(world.now, acts)
        done += told.count(None)
        assert all(each is None or isinstance(each, Refused | Absent) for each in told), told
        with clock.fixed_at(world.now):
            invariants.check(world.case)
    assert done > ROUNDS / 2, "hardly anybody got through: nothing was tested"
    invariants.check_journal()


def _act(world: World, rng: Random) -> Callable[[], object]:
    """One deed of somebody whose step it is, or the next sensible one."""
    seed = rng.randrange(2**16)
    # Each on their own objects, as two requests would be.
    own = World(world.cast, world.case, world.now, world.other)
    if rng.random() < 0.3:
        return lambda: go_on(own, Random(seed))
    verb = rng.choice(fitting(world))
    by = whose(world, verb)
    return lambda: DEEDS[verb](own, by, Random(seed))


def at_once(now: datetime, acts: list[Callable[[], object]]) -> list[BaseException | None]:
    """All acts in the same moment; what each ended with."""
    start = threading.Barrier(len(acts))
    told: list[BaseException | None] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            with clock.fixed_at(now):
                start.wait(10)
                act()
        except Exception as error:  # noqa: BLE001 - reported to the test, which judges it
            told[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return told
