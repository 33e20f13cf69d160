"""A deadline that passes is noted once, and told upward."""

from datetime import datetime, timedelta

from hetang.flow.dispatch.api import accept_case
from hetang.flow.dispatch.tests.factories import accepted, assigned
from hetang.flow.progress.late import note_late
from hetang.flow.progress.models import Late
from hetang.flow.progress.tests.factories import read_journal, told, words
from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.record.cases import api as cases
from hetang.record.cases.api import Case, parties_of, timeline
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast


def due(case: Case) -> datetime:
    found = Case.objects.get(pk=case.pk).due_at
    assert found is not None
    return found


def notes(case: Case) -> int:
    return story("case", case.pk).filter(verb="note_late").count()


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
