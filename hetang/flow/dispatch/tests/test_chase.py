"""Silence is noticed."""

from datetime import timedelta

import pytest

from hetang.flow.dispatch import limits
from hetang.flow.dispatch.actions import chase
from hetang.flow.dispatch.actions.assign import accept_case, assign_case
from hetang.flow.dispatch.actions.bounce import return_case
from hetang.flow.dispatch.actions.chase import chase_silent
from hetang.flow.dispatch.models import Assignment
from hetang.flow.dispatch.tests.factories import assigned
from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.record.cases.api import Case
from hetang.record.cases.tests.factories import MONDAY, Cast

FIRST, SECOND = "silence", "silence_longer"


def verbs(case: Case) -> list[str]:
    return [event.verb for event in story("case", case.pk)]


def test_silence_goes_to_the_lead_and_then_to_the_dispatcher(cast: Cast) -> None:
    case = assigned(cast)
    with clock.fixed_at(limits.due(FIRST, MONDAY) - timedelta(seconds=1)):
        assert chase_silent() == 0
    with clock.fixed_at(limits.due(FIRST, MONDAY)):
        assert (chase_silent(), chase_silent()) == (1, 0)
    assert Assignment.objects.get().silence == limits.LEAD_TOLD
    with clock.fixed_at(limits.due(SECOND, MONDAY)):
        assert (chase_silent(), chase_silent()) == (1, 0)
    with clock.fixed_at(MONDAY + timedelta(days=300)):
        assert chase_silent() == 0
    assert verbs(case) == ["register", "assign", "note_silence", "chase_silence"]
    assert [e.actor for e in story("case", case.pk)][2:] == [None, None]


def test_who_answered_in_time_is_left_alone(cast: Cast) -> None:
    taken, back, given = assigned(cast), assigned(cast), assigned(cast)
    accept_case(taken, by=cast.mediator)
    return_case(back, reason="busy", note="手头太满", by=cast.mediator)
    with clock.fixed_at(MONDAY + timedelta(hours=1)):
        assign_case(given, to=cast.second_mediator, unit=cast.station, by=cast.lead)
    with clock.fixed_at(limits.due(FIRST, MONDAY)):
        assert chase_silent() == 0, "a new hand has its own time"
    with clock.fixed_at(MONDAY + timedelta(days=30)):
        assert chase_silent() == 1


def test_a_batch_takes_the_longest_silent_first(cast: Cast) -> None:
    first = assigned(cast)
    with clock.fixed_at(MONDAY + timedelta(hours=1)):
        second = assigned(cast)
    with clock.fixed_at(MONDAY + timedelta(days=3)):
        assert chase_silent(most=1) == 1
    assert ("note_silence" in verbs(first), "note_silence" in verbs(second)) == (True, False)


def test_a_turn_ends_before_the_figures_wait(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        assigned(cast)
    monkeypatch.setattr(chase, "TURN_SECONDS", 0.0)
    with clock.fixed_at(MONDAY + timedelta(days=3)):
        assert [chase_silent() for _ in range(6)] == [1] * 6
        assert chase_silent() == 0
