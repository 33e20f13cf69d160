"""A party says by themself what they think of how it ended."""

import pytest

from hetang.ground.lib.refusals import Invalid, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import Case, Party, events_of
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast
from hetang.record.followup.api import has_rated, is_followed_up, is_not_contested, rate_case
from hetang.record.followup.tests.factories import side


@pytest.fixture
def party(cast: Cast) -> Party:
    case = cases.put(cases.case(cast), "resolved", assignee=cast.mediator, clock_name="follow_up")
    Case.objects.filter(pk=case.pk).update(resolved_at=cases.MONDAY)
    return side(Case.objects.get(pk=case.pk), "applicant")


def test_a_rating_counts_like_a_follow_up_that_reached_them(party: Party) -> None:
    rate_case(party, solved="yes", satisfaction="very", note="谢谢")
    case = Case.objects.get(pk=party.case_id)
    assert is_followed_up(case)
    assert is_not_contested(case)
    assert has_rated(party, case)
    assert not case.clocks.filter(name="follow_up", stopped_at=None).exists()
    event = events_of(case)[-1]
    assert (event.verb, event.actor) == ("rate", None)


def test_not_solved_holds_the_closing_up(party: Party) -> None:
    rate_case(party, solved="no", satisfaction="unsatisfied")
    assert not is_not_contested(Case.objects.get(pk=party.case_id))


def test_nobody_rates_twice(party: Party) -> None:
    rate_case(party, solved="no", satisfaction="unsatisfied")
    with refused(WrongState, "您已经评价过了。"):
        rate_case(party, solved="yes", satisfaction="very")


@pytest.mark.parametrize(("solved", "satisfaction"), [("unreached", "very"), ("yes", ""), ("perhaps", "very")])
def test_half_an_answer_is_none(party: Party, solved: str, satisfaction: str) -> None:
    with refused(Invalid, "评价还没有选全。"):
        rate_case(party, solved=solved, satisfaction=satisfaction)


@pytest.mark.parametrize("state", ["in_progress", "closed"])
def test_before_and_after_nobody_is_asked(party: Party, state: str) -> None:
    Case.objects.filter(pk=party.case_id).update(state=state)
    before = party.case
    kind = WrongState
    with pytest.raises(kind):
        rate_case(Party.objects.get(pk=party.pk), solved="yes", satisfaction="very")
    assert not has_rated(party, before)
