"""Giving a case back."""

from datetime import datetime, timedelta, timezone

import pytest

from hetang.flow.dispatch.actions.assign import accept_case, assign_case
from hetang.flow.dispatch.actions.bounce import return_case
from hetang.flow.dispatch.actions.hand_over import hand_over_case
from hetang.flow.dispatch.suggesting import candidates_for
from hetang.flow.dispatch.tests.factories import assigned
from hetang.ground.journal.api import story
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import CASE, Case, Stale, last_seq, visible_to
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast

HANGZHOU = timezone(timedelta(hours=8))


def test_the_station_decides_anew(cast: Cast) -> None:
    case = assigned(cast)
    assignment = return_case(case, reason="not_ours", note="职责清单第 3 条", by=cast.mediator)
    kept = Case.objects.get(pk=case.pk)
    assert (kept.state, kept.assignee) == ("returned", None)
    assert (assignment.ended_at, assignment.return_reason) == (MONDAY, "not_ours")
    running = dict(case.clocks.filter(stopped_at=None).values_list("name", "due_at"))
    assert running == {"dispatch": datetime(2026, 3, 11, tzinfo=HANGZHOU)}
    assert kept not in visible_to(cast.mediator)
    assert kept in visible_to(cast.lead)
    event = list(story("case", case.pk))[-1]
    assert (event.verb, event.actor, event.body["return_reason"]) == ("return", cast.mediator.pk, "not_ours")
    assert case.notes.get(pk=event.body["note"]).text == "职责清单第 3 条"


def test_the_helping_unit_no_longer_sees_what_was_returned(cast: Cast) -> None:
    case = cases.case(cast)
    assign_case(case, to=cast.colleague, unit=cast.other_station, by=cast.lead)
    return_case(case, reason="busy", note="手头太满，已问过", by=cast.colleague)
    assert case not in visible_to(cast.other_lead)
    assert case not in visible_to(cast.colleague)


def test_a_returned_case_goes_to_the_next(cast: Cast) -> None:
    case = assigned(cast)
    return_case(case, reason="busy", note="手头太满，已问过", by=cast.mediator)
    assign_case(case, to=cast.second_mediator, unit=cast.station, by=cast.lead)
    accept_case(case, by=cast.second_mediator)
    assert Case.objects.get(pk=case.pk).state == "in_progress"


@pytest.mark.parametrize("reason", ["", "no mood", "BUSY"])
def test_without_a_known_reason_it_is_refused(cast: Cast, reason: str) -> None:
    case = assigned(cast)
    with refused(Invalid, "请选择退回的原因。"):
        return_case(case, reason=reason, note="手头太满，已问过", by=cast.mediator)


def test_everybody_but_the_assignee_is_refused(cast: Cast) -> None:
    case = assigned(cast)
    for part, who in cast.everybody().items():
        if part != "mediator":
            with refused(NotAllowed, "您不能“%(verb)s”这件案件。"):
                return_case(case, reason="busy", note="手头太满，已问过", by=who)


@pytest.mark.parametrize("state", sorted(set(CASE.states) - {"assigned"}))
def test_from_every_other_state_it_is_refused(cast: Cast, state: str) -> None:
    case = cases.put(assigned(cast), state, assignee=cast.mediator)
    with refused(WrongState, "现在是“%(state)s”，不能“%(verb)s”。"):
        return_case(case, reason="busy", note="手头太满，已问过", by=cast.mediator)


def test_whoever_declared_an_interest_is_neither_offered_nor_given_the_case_again(cast: Cast) -> None:
    case = assigned(cast)
    assert cast.mediator in {c.account for c in candidates_for(case)}
    return_case(case, reason="interest", note="卖家是我表弟", by=cast.mediator)
    assert cast.mediator not in {c.account for c in candidates_for(case)}
    assert cast.mediator in {c.account for c in candidates_for(cases.case(cast))}
    with refused(Invalid, "这位同事对这件案件声明过利害关系，应当回避。"):
        assign_case(case, to=cast.mediator, unit=cast.station, by=cast.lead)
    assign_case(case, to=cast.second_mediator, unit=cast.station, by=cast.lead)
    return_case(case, reason="busy", note="手头太满，已问过", by=cast.second_mediator)
    assign_case(case, to=cast.second_mediator, unit=cast.station, by=cast.lead)


def test_a_hand_over_since_the_page_was_read_is_not_undone(cast: Cast) -> None:
    case = assigned(cast)
    seen = last_seq(case)
    hand_over_case(case, leaver=cast.mediator, to=cast.second_mediator, reason="调离", by=cast.lead)
    with refused(Stale, "%(who)s %(when)s 刚改过%(thing)s，您看到的已不是最新。"):
        assign_case(case, to=cast.studio_mediator, unit=cast.studio, seen=seen, by=cast.lead)
