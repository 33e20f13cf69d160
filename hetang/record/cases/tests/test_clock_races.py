"""Two people at one clock: one is first, the other is told, and time is given once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import WrongState
from hetang.record.cases.actions.clocks import ask_extension, grant_extension, pause_clock, refuse_extension
from hetang.record.cases.models import CaseClock, ClockExtension, ClockPause
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What became of each, begun together: "done", or the refusal's name."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            with clock.fixed_at(MONDAY):
                start.wait(10)
                act()
            return "done"
        except WrongState as told:
            return type(told).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_a_clock_that_two_pause_stands_still_once() -> None:
    with clock.fixed_at(MONDAY):
        cast, running = _running()
    found = at_once(
        lambda: pause_clock(running, reason="appraisal", by=cast.mediator),
        lambda: pause_clock(running, reason="materials", by=cast.lead),
    )
    assert found == ["WrongState", "done"]
    assert ClockPause.objects.filter(clock=running).count() == 1
    assert [event.verb for event in story("case", running.case_id)].count("pause_clock") == 1


def test_a_request_that_is_granted_and_refused_at_once_has_one_answer() -> None:
    with clock.fixed_at(MONDAY):
        cast, running = _running()
        asked = ask_extension(running, amount=10, note="双方要求", consent=True, by=cast.mediator)
    found = at_once(
        lambda: grant_extension(asked, contact="call", by=cast.lead),
        lambda: refuse_extension(asked, note="无必要", by=cast.lead),
    )
    assert found == ["WrongState", "done"]
    kept = ClockExtension.objects.get(pk=asked.pk)
    assert (CaseClock.objects.get(pk=running.pk).due_at > running.due_at) is kept.granted


def _running() -> tuple[Cast, CaseClock]:
    cast = factories.cast()
    with transaction.atomic():
        case = factories.in_hand(cast)
    return cast, case.clocks.select_related("case").get(name="mediation", stopped_at=None)
