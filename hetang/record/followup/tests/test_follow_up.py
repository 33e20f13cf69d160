"""Asking afterwards: by somebody who did not handle the matter."""

from datetime import timedelta

import pytest

from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import CASE, OPEN_STATES, Case, Frozen
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.followup.actions import record_follow_up
from hetang.record.followup.models import FollowUp
from hetang.record.followup.queries import awaiting_follow_up, is_followed_up, is_not_contested
from hetang.record.followup.tests.factories import resolved, side


@pytest.fixture
def case(cast: Cast) -> Case:
    """Reported done a moment ago."""
    return resolved(cast)


def ask(case: Case, cast: Cast, solved: str = "yes", satisfaction: str = "") -> FollowUp:
    return record_follow_up(
        case, party=side(case, "applicant"), solved=solved, satisfaction=satisfaction, by=cast.follow_up_operator
    )


def is_running(case: Case) -> bool:
    return case.clocks.filter(name="follow_up", stopped_at=None).exists()


def test_an_answer_is_recorded_and_stops_the_clock(cast: Cast, case: Case) -> None:
    found = ask(case, cast, "yes", "very")
    kept = FollowUp.objects.get(pk=found.pk)
    assert (kept.solved, kept.satisfaction, kept.at, kept.by) == ("yes", "very", MONDAY, cast.follow_up_operator)
    assert not is_running(case)
    assert Case.objects.get(pk=case.pk).due_at is None
    event = list(story("case", case.pk))[-1]
    assert (event.verb, event.actor) == ("follow_up", cast.follow_up_operator.pk)
    assert event.body == {"party": side(case, "applicant").pk, "solved": "yes", "satisfaction": "very"}
    assert is_followed_up(case)
    assert is_not_contested(case)


def test_nobody_at_home_leaves_the_clock_running(cast: Cast, case: Case) -> None:
    assert ask(case, cast, "unreached", "very").satisfaction == ""
    assert is_running(case)
    assert list(story("case", case.pk))[-1].verb == "miss_follow_up"
    assert not is_followed_up(case)
    assert list(awaiting_follow_up(Case.objects.all())) == [case]


def test_the_last_answer_decides_whether_it_is_contested(cast: Cast, case: Case) -> None:
    ask(case, cast, "no", "unsatisfied")
    assert is_followed_up(case)
    assert not is_not_contested(case)
    with clock.fixed_at(MONDAY + timedelta(hours=1)):
        ask(case, cast, "partly")
    assert is_not_contested(case)
    with clock.fixed_at(MONDAY + timedelta(hours=2)):
        ask(case, cast, "unreached")
    assert is_not_contested(case), "who was not reached contests nothing"


def test_what_was_said_before_the_last_report_counts_no_more(cast: Cast, case: Case) -> None:
    ask(case, cast)
    assert not awaiting_follow_up(Case.objects.all()).exists()
    case.resolved_at = MONDAY + timedelta(days=3)
    case.save()
    assert not is_followed_up(case)
    assert list(awaiting_follow_up(Case.objects.all())) == [case]
    case.resolved_at = None
    assert not is_followed_up(case)


def test_only_the_follow_up_operator_of_the_street_asks(cast: Cast, case: Case) -> None:
    for part, who in cast.everybody().items():
        if part != "follow_up_operator":
            with refused(NotAllowed, "您不能登记回访。"):
                record_follow_up(case, party=side(case, "applicant"), solved="yes", by=who)


@pytest.mark.parametrize("state", sorted(set(CASE.states) - {"resolved"}))
def test_before_the_report_and_after_the_closing_nobody_is_asked(cast: Cast, case: Case, state: str) -> None:
    case = cases.put(case, state, assignee=cast.mediator)
    is_open = state in OPEN_STATES
    with refused(WrongState if is_open else Frozen, "现在是“%(state)s”，不用回访。" if is_open else cases.FROZEN):
        ask(case, cast)


@pytest.mark.parametrize(("solved", "satisfaction"), [("", ""), ("maybe", ""), ("yes", "enchanted")])
def test_an_incomplete_answer_is_refused(cast: Cast, case: Case, solved: str, satisfaction: str) -> None:
    with refused(Invalid, "回访内容不完整。"):
        ask(case, cast, solved, satisfaction)


def test_a_party_of_another_case_is_refused(cast: Cast, case: Case) -> None:
    other = side(cases.case(cast), "applicant")
    with refused(Invalid, "回访内容不完整。"):
        record_follow_up(case, party=other, solved="yes", by=cast.follow_up_operator)
