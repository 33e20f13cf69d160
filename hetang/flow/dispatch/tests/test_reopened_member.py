"""A matter that was answered as a member of a cluster has no handler: taken up again, it waits to be given out."""

import pytest

from hetang.flow.dispatch.actions.assign import accept_case, assign_case
from hetang.flow.dispatch.waiting import desk_of
from hetang.record.cases.api import Case, close_case, join_cluster, reopen_case, reply_to_member, resolve_case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize("kind", ["dispute", "request", "hazard"])
@pytest.mark.parametrize("state", ["registered", "in_progress"])
def test_it_waits_on_the_desk_and_goes_its_way(cast: Cast, kind: str, state: str) -> None:
    lead, member = cases.case(cast, kind="hazard"), cases.case(cast, kind=kind)
    if state == "in_progress" and kind != "dispute":
        assign_case(member, to=cast.mediator, unit=cast.station, by=cast.lead)
        accept_case(member, by=cast.mediator)
    join_cluster(member, lead=lead, reason="同一处", by=cast.lead)
    assign_case(lead, to=cast.second_mediator, unit=cast.station, by=cast.lead)
    accept_case(lead, by=cast.second_mediator)
    resolve_case(lead, by=cast.second_mediator)
    close_case(lead, by=cast.lead)
    reply_to_member(again(member), text="修好了", by=cast.operator)
    reopen_case(again(member), note="又漏了", by=cast.lead)
    kept = again(member)
    running = set(kept.clocks.filter(stopped_at=None).values_list("name", flat=True))
    assert (kept.state, kept.assignee) == ("returned", None)
    assert "dispatch" in running and len(running) == 2, "both who has it and the work are waited for"
    assert [row.case for row in desk_of(cast.lead).rows] == [kept]
    assign_case(kept, to=cast.mediator, unit=cast.station, by=cast.lead)
    accept_case(kept, by=cast.mediator)
    assert (again(kept).state, again(kept).assignee) == ("in_progress", cast.mediator)


def test_one_that_has_a_handler_goes_back_to_them(cast: Cast) -> None:
    case = cases.case(cast, kind="hazard")
    assign_case(case, to=cast.mediator, unit=cast.station, by=cast.lead)
    accept_case(case, by=cast.mediator)
    resolve_case(case, by=cast.mediator)
    reopen_case(case, note="又漏了", by=cast.lead)
    assert (again(case).state, again(case).assignee) == ("in_progress", cast.mediator)
