"""Two people, two connections, one case: one wins, the other is told."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from hetang.flow.dispatch.actions.assign import accept_case, assign_case, return_case
from hetang.flow.dispatch.models import Assignment
from hetang.flow.dispatch.tests.factories import assigned
from hetang.ground.journal.api import story, verify
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Refused, WrongState
from hetang.record.cases.api import Case, void_case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.services.mediation.api import Mediation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Cast]:
    """Everybody, committed, so that other connections see them."""
    with clock.fixed_at(MONDAY):
        yield cases.cast()


def race(*acts: Callable[[], object]) -> list[Refused | None]:
    """All acts at the same moment, each on its own connection; what each was told."""
    start = threading.Barrier(len(acts))
    told: list[Refused | None] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            with clock.fixed_at(MONDAY):
                start.wait(10)
                act()
        except Refused as refusal:
            told[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return told


def assert_one_won(told: list[Refused | None]) -> None:
    assert sorted(type(each).__name__ for each in told) == ["NoneType", "WrongState"]


def test_accepting_twice_opens_one_mediation(cast: Cast) -> None:
    case = assigned(cast)
    assert_one_won(race(*[lambda: accept_case(case, by=cast.mediator)] * 2))
    assert Mediation.objects.count() == 1
    assert [e.verb for e in story("case", case.pk)] == ["register", "assign", "accept"]


def test_accepting_and_returning_at_once_does_one_of_the_two(cast: Cast) -> None:
    case = assigned(cast)
    told = race(lambda: accept_case(case, by=cast.mediator), lambda: return_case(case, reason="busy", by=cast.mediator))
    # Whoever comes second finds another state, or, after the return, that the case is no longer theirs.
    assert len([each for each in told if each is None]) == 1
    assert Case.objects.get(pk=case.pk).state == ("in_progress" if told[0] is None else "returned")
    assert len(story("case", case.pk)) == 3
    assert case.clocks.filter(stopped_at=None).count() == 1
    assert list(verify()) == []


def test_assigning_to_two_at_once_leaves_one_in_charge(cast: Cast) -> None:
    case = cases.case(cast)
    told = race(
        *[
            lambda to=to: assign_case(case, to=to, unit=cast.station, by=cast.lead)
            for to in (cast.mediator, cast.second_mediator)
        ]
    )
    assert told == [None, None], "a case that waits for acceptance may be given to another"
    (current,) = Assignment.objects.filter(ended_at=None)
    assert Case.objects.get(pk=case.pk).assignee == current.to
    assert list(case.grants.filter(role="handler", until=None).values_list("account", flat=True)) == [current.to_id]


def test_voiding_while_it_is_accepted(cast: Cast) -> None:
    case = assigned(cast)
    void = race(lambda: void_case(case, note="重复", by=cast.lead), lambda: accept_case(case, by=cast.mediator))
    # A case in progress may be voided, a voided one not accepted.
    assert void[0] is None
    assert void[1] is None or type(void[1]) is WrongState
    assert Case.objects.get(pk=case.pk).state == "voided"
    assert not case.clocks.filter(stopped_at=None).exists()
