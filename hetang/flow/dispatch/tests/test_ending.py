"""What is asked of others ends with what it was asked for, and opens the case no longer."""

import pytest
from django.test import Client
from django.urls import reverse

from hetang.flow.dispatch.actions.assign import accept_case, assign_case
from hetang.flow.dispatch.actions.task import ask_task, decide_task, report_task
from hetang.flow.dispatch.actions.transfer import offer_transfer, take_transfer
from hetang.flow.dispatch.asked import transfers_waiting
from hetang.flow.dispatch.joint import offered_to, open_tasks
from hetang.flow.dispatch.models import Task, Transfer
from hetang.ground.journal.api import story
from hetang.ground.lib.refusals import WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import Case, close_case, reopen_case, resolve_case, set_sensitivity, visible_to, void_case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast


def in_hand(cast: Cast) -> Case:
    """A hazard in the mediator's hands: it is resolved and closed without a mediation."""
    case = cases.case(cast, kind="hazard")
    assign_case(case, to=cast.mediator, unit=cast.station, by=cast.lead)
    accept_case(case, by=cast.mediator)
    return Case.objects.get(pk=case.pk)


def offered(cast: Cast, case: Case) -> Transfer:
    return offer_transfer(case, to=cast.colleague, unit=cast.other_station, text="请就近办", by=cast.mediator)


def helped(cast: Cast, case: Case) -> Task:
    return ask_task(case, kind="help", unit=cast.studio, to=cast.studio_mediator, text="请上门看看", by=cast.mediator)


def running(case: Case) -> set[str]:
    return set(case.grants.filter(until=None).values_list("role", flat=True))


def test_an_offer_ends_when_the_matter_is_reported_done(cast: Cast) -> None:
    case = in_hand(cast)
    found = offered(cast, case)
    resolve_case(case, by=cast.mediator)
    assert Transfer.objects.get().state == "withdrawn"
    assert case not in visible_to(cast.colleague) and transfers_waiting(cast.colleague) == []
    with refused(WrongState, "现在是“%(state)s”，不能转办。"):
        take_transfer(found, by=cast.colleague)
    reopen_case(case, note="又漏了", by=cast.lead)
    assert offered_to(list(story("case", case.pk))) is None, "the page does not offer it again"
    with refused(WrongState, "现在是“%(state)s”，不能“%(verb)s”。"):
        take_transfer(found, by=cast.colleague)
    assert running(case) == {"handler"}


def test_an_offer_that_outlived_its_matter_is_not_taken_nor_listed(cast: Cast) -> None:
    case = in_hand(cast)
    found = offered(cast, case)
    Case.objects.filter(pk=case.pk).update(state="resolved")
    with refused(WrongState, "现在是“%(state)s”，不能转办。"):
        take_transfer(found, by=cast.colleague)
    Case.objects.filter(pk=case.pk).update(state="closed")
    assert transfers_waiting(cast.colleague) == []


def test_a_sealed_case_is_not_offered(cast: Cast) -> None:
    case = in_hand(cast)
    set_sensitivity(case, to="sealed", reason="涉及同事", by=cast.leader)
    with refused(WrongState, "封存的案件不能转办。"):
        offered(cast, case)


def test_nor_is_one_taken_that_was_sealed_meanwhile(cast: Cast) -> None:
    case = in_hand(cast)
    found = offered(cast, case)
    Case.objects.filter(pk=case.pk).update(sensitivity="sealed")
    with refused(WrongState, "封存的案件不能转办。"):
        take_transfer(found, by=cast.colleague)


def test_sealing_ends_what_was_asked_of_others(cast: Cast) -> None:
    case = in_hand(cast)
    offered(cast, case)
    task = helped(cast, case)
    assert {"tasked", "invited"} <= running(case)
    set_sensitivity(case, to="sealed", reason="涉及同事", by=cast.leader)
    assert not running(case) & {"tasked", "invited"}
    for who in (cast.colleague, cast.studio_mediator, cast.other_lead):
        assert case not in visible_to(who)
    assert (Transfer.objects.get().state, Task.objects.get(pk=task.pk).state) == ("withdrawn", "withdrawn")


def test_a_report_on_a_sealed_case_is_not_sent_back_to_who_may_not_see_it(cast: Cast) -> None:
    case = in_hand(cast)
    task = helped(cast, case)
    report_task(task, text="看过了", by=cast.studio_mediator)
    set_sensitivity(case, to="sealed", reason="涉及同事", by=cast.leader)
    with refused(WrongState, "封存的案件不能请别的单位协办。"):
        decide_task(task, verb="redo_task", text="再看看", by=cast.mediator)


@pytest.mark.parametrize("how", ["close", "void"])
def test_open_tasks_end_with_the_case(cast: Cast, how: str) -> None:
    case = in_hand(cast)
    task = helped(cast, case)
    if how == "void":
        void_case(case, note="登记错了", by=cast.lead)
    else:
        resolve_case(case, by=cast.mediator)
        assert "tasked" in running(case), "until it is closed somebody may still report"
        close_case(case, by=cast.lead)
    assert Task.objects.get(pk=task.pk).state == "withdrawn"
    assert "tasked" not in running(case)
    assert case not in visible_to(cast.studio_mediator)
    told = list(story("case", case.pk))
    assert open_tasks(told) == 0 and [e.actor for e in told if e.verb == "withdraw_task"] == [cast.lead.pk]


def test_a_report_that_waits_is_kept_and_worked_on_after_reopening(cast: Cast) -> None:
    case = in_hand(cast)
    task = helped(cast, case)
    report_task(task, text="看过了", by=cast.studio_mediator)
    resolve_case(case, by=cast.mediator)
    close_case(case, by=cast.lead)
    assert (Task.objects.get().state, case in visible_to(cast.studio_mediator)) == ("reported", False)
    reopen_case(case, note="又漏了", by=cast.lead)
    assert case not in visible_to(cast.studio_mediator)
    decide_task(task, verb="redo_task", text="再看看", by=cast.mediator)
    assert case in visible_to(cast.studio_mediator)


def test_the_receivers_desk_shows_no_offer_of_a_closed_case(cast: Cast) -> None:
    case = in_hand(cast)
    offered(cast, case)
    client = Client()
    client.force_login(cast.colleague)
    assert case.number in client.get(reverse("dispatch-desk")).content.decode()
    resolve_case(case, by=cast.mediator)
    close_case(case, by=cast.lead)
    assert case.number not in client.get(reverse("dispatch-desk")).content.decode()
