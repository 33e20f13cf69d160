"""Giving a case to somebody."""

from datetime import datetime, timedelta, timezone

import pytest

from hetang.commons.accounts.tests import factories as accounts
from hetang.flow.dispatch.actions.assign import assign_case
from hetang.flow.dispatch.actions.bounce import return_case
from hetang.flow.dispatch.models import Assignment
from hetang.flow.dispatch.suggesting import candidates_for
from hetang.flow.dispatch.tests.factories import accepted, assigned
from hetang.ground.journal.api import story
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import CASE, Case, visible_to
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast

HANGZHOU = timezone(timedelta(hours=8))
NOT_THERE = "这位同事现在不是该单位的调解员。"


def grants(case: Case) -> set[tuple[str, int | None, int | None]]:
    return set(case.grants.filter(until=None).values_list("role", "unit", "account"))


def test_the_case_is_given_and_the_acceptance_clock_runs(cast: Cast) -> None:
    case = cases.case(cast)
    assignment = assign_case(case, to=cast.mediator, unit=cast.station, note="急", by=cast.lead)
    kept = Case.objects.get(pk=case.pk)
    assert (kept.state, kept.assignee) == ("assigned", cast.mediator)
    assert (assignment.to, assignment.by, assignment.at, assignment.ended_at) == (
        cast.mediator,
        cast.lead,
        MONDAY,
        None,
    )
    running = dict(case.clocks.filter(stopped_at=None).values_list("name", "due_at"))
    assert running == {"acceptance": datetime(2026, 3, 11, tzinfo=HANGZHOU)}
    assert kept.due_at == running["acceptance"]
    assert grants(case) == {("handler", None, cast.mediator.pk)}
    assert kept in visible_to(cast.mediator)
    event = list(story("case", case.pk))[-1]
    assert (event.verb, event.actor) == ("assign", cast.lead.pk)
    assert (event.body["account"], event.body["unit"]) == (cast.mediator.pk, cast.station.pk)
    assert case.notes.get(pk=event.body["note"]).text == "急"


def test_a_helping_unit_sees_the_case_while_it_helps(cast: Cast) -> None:
    case = cases.case(cast)
    assign_case(case, to=cast.colleague, unit=cast.other_station, by=cast.lead)
    assert ("helping", cast.other_station.pk, None) in grants(case)
    assert case in visible_to(cast.other_lead)
    assign_case(case, to=cast.mediator, unit=cast.station, by=cast.lead)
    assert grants(case) == {("handler", None, cast.mediator.pk)}
    assert case not in visible_to(cast.other_lead)


def test_giving_it_to_another_ends_the_first_assignment(cast: Cast) -> None:
    case = assigned(cast)
    assign_case(case, to=cast.second_mediator, unit=cast.station, by=cast.lead)
    assert list(Assignment.objects.order_by("id").values_list("to", "ended_at")) == [
        (cast.mediator.pk, MONDAY),
        (cast.second_mediator.pk, None),
    ]
    assert case not in visible_to(cast.mediator)
    assert case in visible_to(cast.second_mediator)
    assert case.clocks.filter(name="acceptance", stopped_at=None).count() == 1


@pytest.mark.parametrize("state", ["assigned", "in_progress"])
def test_who_has_it_is_not_given_it_again(cast: Cast, state: str) -> None:
    case = assigned(cast) if state == "assigned" else accepted(cast)
    for by in (cast.lead, cast.dispatcher):
        with refused(Invalid, "这件案件已经在这位同事手里。"):
            assign_case(case, to=cast.mediator, unit=cast.station, by=by)


def test_everybody_but_the_stations_lead_is_refused(cast: Cast) -> None:
    case = cases.case(cast)
    for part, who in cast.everybody().items():
        if part not in {"lead", "dispatcher"}:
            with refused(NotAllowed, "您不能“%(verb)s”这件案件。"):
                assign_case(case, to=cast.mediator, unit=cast.station, by=who)


@pytest.mark.parametrize("state", sorted(set(CASE.states) - set(CASE.move("assign").from_states)))
def test_from_every_other_state_it_is_refused(cast: Cast, state: str) -> None:
    case = cases.put(cases.case(cast), state)
    with refused(WrongState, "现在是“%(state)s”，不能“%(verb)s”。"):
        assign_case(case, to=cast.mediator, unit=cast.station, by=cast.lead)


@pytest.mark.parametrize(
    ("to", "unit"),
    [
        ("lead", "station"),
        ("mediator", "other_station"),
        ("colleague", "station"),
        ("far_mediator", "far_station"),
        ("operator", "station"),
    ],
)
def test_who_is_no_mediator_of_that_unit_is_refused(cast: Cast, to: str, unit: str) -> None:
    case = cases.case(cast)
    with refused(Invalid, NOT_THERE):
        assign_case(case, to=getattr(cast, to), unit=getattr(cast, unit), by=cast.lead)


def test_who_left_is_refused(cast: Cast) -> None:
    case, gone = cases.case(cast), accounts.account("gone", "离职", is_active=False)
    accounts.duty(gone, "mediator", cast.station)
    retired = accounts.account("retired", "退休")
    accounts.duty(retired, "mediator", cast.station, until=MONDAY.date() - timedelta(days=1))
    for to in (gone, retired):
        with refused(Invalid, NOT_THERE):
            assign_case(case, to=to, unit=cast.station, by=cast.lead)


def test_candidates_are_the_near_and_the_free_first(cast: Cast) -> None:
    case = cases.case(cast)
    assigned(cast)
    found = [(c.account, c.load, c.is_near) for c in candidates_for(case)]
    assert found == [
        (cast.second_mediator, 0, True),
        (cast.studio_mediator, 0, True),
        (cast.mediator, 1, True),
        (cast.colleague, 0, False),
    ]
    assert candidates_for(case)[0].key == f"{cast.station.pk}:{cast.second_mediator.pk}"


def test_who_declared_an_interest_or_is_away_is_refused(cast: Cast) -> None:
    case = cases.case(cast)
    given = assign_case(case, to=cast.mediator, unit=cast.station, by=cast.lead)
    return_case(case, reason="interest", note="手头太满，已问过", by=cast.mediator)
    with refused(Invalid, "这位同事对这件案件声明过利害关系，应当回避。"):
        assign_case(case, to=cast.mediator, unit=cast.station, by=cast.lead)
    accounts.leave(cast.second_mediator, cast.studio_mediator)
    with refused(Invalid, "这位同事现在不在岗。"):
        assign_case(case, to=cast.second_mediator, unit=cast.station, by=cast.lead)
    assert list(Assignment.objects.filter(case=case)) == [given]
