"""A deadline that passes is noted once, and told upward."""

from datetime import datetime, timedelta

import pytest

from hetang.flow.dispatch.api import accept_case
from hetang.flow.dispatch.tests.factories import accepted, assigned
from hetang.flow.progress.late import chase_late, note_late
from hetang.flow.progress.models import Late
from hetang.flow.progress.tests.factories import read_journal, told, words
from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid
from hetang.record.cases import api as cases
from hetang.record.cases.api import Case, parties_of, timeline
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast


def due(case: Case) -> datetime:
    found = Case.objects.get(pk=case.pk).due_at
    assert found is not None
    return found


def notes(case: Case, verb: str = "note_late") -> int:
    return story("case", case.pk).filter(verb=verb).count()


def test_it_is_noted_once_and_told_to_the_handler_and_the_lead(cast: Cast) -> None:
    case = accepted(cast)
    read_journal()
    with clock.fixed_at(due(case) - timedelta(seconds=1)):
        assert note_late() == 0
    with clock.fixed_at(due(case) + timedelta(seconds=1)):
        assert (note_late(), note_late()) == (1, 0)
        assert told(cast.mediator) == ["given", "late"]
        assert told(cast.lead) == ["late"]
        assert told(cast.dispatcher) == []
        assert "“调解”" in words(cast.lead)[0]
        assert "已过" in timeline(case, parties_of(case))[-1].text
    assert notes(case) == 1


def test_another_deadline_that_passes_is_another_step(cast: Cast) -> None:
    case = assigned(cast)
    with clock.fixed_at(due(case) + timedelta(minutes=1)):
        assert note_late() == 1
        accept_case(case, by=cast.mediator)
        assert note_late() == 0, "the deadline of mediation lies ahead"
    with clock.fixed_at(due(case) + timedelta(minutes=1)):
        assert note_late() == 1
    assert notes(case) == Late.objects.count() == 2


def test_what_was_late_long_ago_is_passed_over(cast: Cast) -> None:
    case = accepted(cast)
    with clock.fixed_at(due(case) + timedelta(hours=73)):
        assert note_late() == 0
    assert notes(case) == 0


def test_a_closed_case_is_not_late(cast: Cast) -> None:
    case = accepted(cast)
    late = due(case) + timedelta(minutes=1)
    factories.put(case, "closed")
    with clock.fixed_at(late):
        assert note_late() == 0


def test_a_batch_ends_and_the_next_goes_on(cast: Cast) -> None:
    many = [accepted(cast) for _ in range(3)]
    with clock.fixed_at(due(many[-1]) + timedelta(minutes=1)):
        assert [note_late(2), note_late(2), note_late(2)] == [2, 1, 0]


def test_a_deadline_that_stands_still_rings_on_its_day_of_review(cast: Cast) -> None:
    case = accepted(cast)
    running = case.clocks.get(name="mediation", stopped_at=None)
    cases.pause_clock(running, reason="appraisal", by=cast.mediator)
    with clock.fixed_at(MONDAY + timedelta(days=9)):
        assert note_late() == 0
    with clock.fixed_at(due(case) + timedelta(minutes=1)):
        assert note_late() == 1


def test_what_stays_late_goes_up_to_the_street_once(cast: Cast) -> None:
    case = accepted(cast)
    read_journal()
    with clock.fixed_at(due(case) + timedelta(minutes=1)):
        assert (note_late(), chase_late()) == (1, 0)
    with clock.fixed_at(due(case) + timedelta(days=5)):
        assert (chase_late(), chase_late(), note_late()) == (1, 0, 0)
        assert told(cast.dispatcher) == told(cast.leader) == ["late_street"]
        assert told(cast.mediator)[-1] == "late_again"
        assert "“调解”" in words(cast.dispatcher)[0]
        assert "仍没有办完" in timeline(case, parties_of(case))[-1].text
    assert notes(case, "chase_late") == 1


def test_before_its_working_day_is_over_nothing_goes_up(cast: Cast) -> None:
    case = accepted(cast)
    with clock.fixed_at(due(case) + timedelta(minutes=1)):
        note_late()
    again = Late.objects.get().again_at
    assert again is not None
    with clock.fixed_at(again - timedelta(seconds=1)):
        assert chase_late() == 0
    with clock.fixed_at(again):
        assert chase_late() == 1


def test_what_was_given_more_time_or_closed_goes_no_level_up(cast: Cast) -> None:
    extended, closed = accepted(cast), accepted(cast)
    at = due(closed)
    with clock.fixed_at(at + timedelta(minutes=1)):
        assert note_late() == 2
        factories.put(closed, "closed")
        Case.objects.filter(pk=extended.pk).update(due_at=due(extended) + timedelta(days=30))
    with clock.fixed_at(at + timedelta(days=5)):
        assert chase_late() == 0
    assert [notes(case, "chase_late") for case in (extended, closed)] == [0, 0]
    assert not Late.objects.exclude(again_at=None).exists()


def test_another_deadline_that_has_passed_since_is_not_taken_for_the_first(cast: Cast) -> None:
    case = assigned(cast)
    with clock.fixed_at(due(case) + timedelta(minutes=1)):
        note_late()
        accept_case(case, by=cast.mediator)
    with clock.fixed_at(due(case) + timedelta(minutes=1)):
        assert (chase_late(), note_late()) == (0, 1)


def test_of_a_sensitive_case_the_street_hears_nothing(cast: Cast) -> None:
    case = accepted(cast)
    Case.objects.filter(pk=case.pk).update(sensitivity="sensitive")
    with clock.fixed_at(due(case) + timedelta(minutes=1)):
        note_late()
    with clock.fixed_at(due(case) + timedelta(days=5)):
        assert chase_late() == 1
        assert told(cast.dispatcher) == []
        assert told(cast.lead)[-1] == "late_street"


def test_one_that_cannot_be_noted_holds_up_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = accepted(cast), accepted(cast)
    lock = cases.lock

    def refusing(case: Case, *, moving: bool = False) -> Case:
        if case.pk == first.pk:
            raise Invalid("no")
        return lock(case, moving=moving)

    monkeypatch.setattr(cases, "lock", refusing)
    with clock.fixed_at(due(second) + timedelta(minutes=1)):
        assert note_late() == 1
    assert (notes(first), notes(second)) == (0, 1)
