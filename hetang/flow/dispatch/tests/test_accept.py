"""Taking a case."""

from datetime import datetime, timedelta, timezone

import pytest

from hetang.flow.dispatch.actions.assign import accept_case
from hetang.flow.dispatch.tests.factories import assigned
from hetang.ground.journal.api import story
from hetang.ground.lib.refusals import NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import CASE, Case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.services.mediation.api import mediation_of

HANGZHOU = timezone(timedelta(hours=8))


def test_the_mediation_opens_and_its_clock_starts(cast: Cast) -> None:
    case = assigned(cast)
    assignment = accept_case(case, by=cast.mediator)
    kept = Case.objects.get(pk=case.pk)
    assert (kept.state, assignment.accepted_at) == ("in_progress", MONDAY)
    running = dict(case.clocks.filter(stopped_at=None).values_list("name", "due_at"))
    # Thirty days from 9 March: 8 April ends at midnight.
    assert running == {"mediation": datetime(2026, 4, 9, tzinfo=HANGZHOU)}
    mediation = mediation_of(kept)
    assert mediation is not None
    assert mediation.state == "preparing"
    event = list(story("case", case.pk))[-1]
    assert (event.verb, event.actor, event.body) == ("accept", cast.mediator.pk, {})


def test_everybody_but_the_assignee_is_refused(cast: Cast) -> None:
    case = assigned(cast)
    for part, who in cast.everybody().items():
        if part != "mediator":
            with refused(NotAllowed, "您不能“%(verb)s”这件案件。"):
                accept_case(case, by=who)


@pytest.mark.parametrize("state", sorted(set(CASE.states) - {"assigned"}))
def test_from_every_other_state_it_is_refused(cast: Cast, state: str) -> None:
    case = cases.put(assigned(cast), state, assignee=cast.mediator)
    with refused(WrongState, "现在是“%(state)s”，不能“%(verb)s”。"):
        accept_case(case, by=cast.mediator)
