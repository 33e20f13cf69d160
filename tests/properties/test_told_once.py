"""Whatever happens to who tells: one message per person and event, none about one's own act, none to who may not see.

People act at random for a while; then the journal is read by a consumer that is killed at random, in the middle of a
batch and after it, set back, and run by two at once. Everybody was told exactly what an undisturbed reading tells.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

import pytest
from django.db import connection

from hetang.commons.notifications.api import Letter, Message
from hetang.flow.progress.consumer import Telling, table_in_force
from hetang.flow.progress.letters import letters
from hetang.flow.progress.receivers import Batch
from hetang.ground.journal import consumers
from hetang.ground.journal.api import Event, run_once, sequence_new
from hetang.ground.journal.tests.factories import set_back, stands_at
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Refused
from hetang.record.cases.api import OPEN_STATES, STREAM, Case, readers_of
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from tests.properties.sensible import fitting, go_on, whose
from tests.properties.world import DEEDS, Absent, World

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS, STEPS, ACCIDENTS = 2, 25, 20
NAME = "telling"
Told = set[tuple[int, int]]


class Killed(BaseException):
    """The process is gone."""


class Fragile(Telling):
    """Dies when it is told to: before its rows, or with them written and not committed."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def apply(self, events: Sequence[Event]) -> None:
        fate = self.rng.random()
        if fate < 0.25:
            raise Killed
        super().apply(events)
        if fate < 0.5:
            raise Killed


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Cast]:
    """Everybody, committed, so that other connections see them."""
    with clock.fixed_at(MONDAY):
        yield cases.cast()


def told() -> tuple[Told, Told]:
    """Who was told of which event: staff, and people."""
    staff, people = Message.objects.values_list("account", "event"), Letter.objects.values_list("person", "event")
    assert len(staff) == len(set(staff))
    assert len(people) == len(set(people))
    return set(staff), set(people)


def read_with_accidents(rng: Random, now: datetime, begin: int) -> None:
    """To the end, by consumers that are killed, by two at once, and again from where the round began."""
    for _ in range(ACCIDENTS):
        fate = rng.random()
        if fate < 0.2:
            set_back(NAME, begin)
        elif fate < 0.4:
            _read_by_two(now)
        else:
            with suppress(Killed):
                run_once(NAME, Fragile(rng))
    while run_once(NAME, Telling()):
        pass


def _read_by_two(now: datetime) -> None:
    def read() -> None:
        try:
            with clock.fixed_at(now):
                run_once(NAME, Telling())
        finally:
            connection.close()

    crew = [threading.Thread(target=read) for _ in range(2)]
    for each in crew:
        each.start()
    for each in crew:
        each.join()


def undisturbed(begin: int) -> tuple[Told, Told]:
    """What one reading of everything behind `begin` would tell, without telling it."""
    events = [e for e in consumers.read_after(begin, limit=10_000)[0] if e.stream_kind == STREAM]
    table = table_in_force()
    named = [e for e in events if e.verb in table.by_verb]
    staff = {(n.account, n.event) for n in Batch(named, table).notices()}
    return staff, {(n.person, n.event) for n in letters(named, table)}


@pytest.mark.parametrize("seed", [1, 2])
def test_everybody_is_told_once_whatever_is_killed(cast: Cast, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "BATCH", 3)
    rng = Random(seed)
    world = World(cast, cases.case(cast), MONDAY, cases.case(cast))
    for _ in range(ROUNDS):
        for _ in range(STEPS):
            world.now += timedelta(minutes=rng.choice([0, 5, 40]))
            with clock.fixed_at(world.now):
                _somebody_acts(world, rng)
        sequence_new()
        with clock.fixed_at(world.now):
            begin = stands_at(NAME)
            before, expected = told(), undisturbed(begin)
            read_with_accidents(rng, world.now, begin)
            assert told() == (before[0] | expected[0], before[1] | expected[1])
            _nobody_heard_what_they_may_not(expected[0])
    staff, people = told()
    assert len(staff) >= ROUNDS * 2, "hardly anybody was told: nothing was tested"
    assert people


def _somebody_acts(world: World, rng: Random) -> None:
    if world.look().state not in OPEN_STATES:
        world.case = cases.case(world.cast)
        world.look()
    with suppress(Refused, Absent):
        if rng.random() < 0.6:
            go_on(world, rng)
        else:
            verb = rng.choice(fitting(world))
            DEEDS[verb](world, whose(world, verb), rng)


def _nobody_heard_what_they_may_not(told_now: Told) -> None:
    for account, pk in told_now:
        event = Event.objects.get(pk=pk)
        assert event.actor != account, "told of their own act"
        assert account in readers_of(Case.objects.get(pk=event.stream_key)), event.verb
