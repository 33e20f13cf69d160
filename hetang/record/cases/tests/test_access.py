"""Who sees which case: the cast, one by one."""

import pytest

from hetang.commons.accounts.tests import factories as accounts
from hetang.ground.lib.refusals import NotAllowed
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.access import NoSuchCase, get_case_for, may_edit, visible_to
from hetang.record.cases.actions.parties import end_access, grant_access
from hetang.record.cases.models import Case
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast

SEE = {"operator", "dispatcher", "lead", "mediator", "follow_up_operator", "leader"}
TOLD = {"second_mediator", "studio_mediator", "colleague", "other_lead"}
STRANGERS = {"stranger", "far_operator", "far_mediator"}
NOT_YOURS = "案件 %(number)s 不在您的办理范围内。"
NO_SUCH = "没有找到案件 %(number)s。"


@pytest.fixture
def case(cast: Cast) -> Case:
    """In the mediator's hand."""
    return factories.in_hand(cast)


def test_the_cast_is_complete(cast: Cast) -> None:
    assert set(cast.everybody()) == SEE | TOLD | STRANGERS


@pytest.mark.parametrize("part", sorted(SEE))
def test_these_see_the_case(cast: Cast, case: Case, part: str) -> None:
    who = getattr(cast, part)
    assert get_case_for(who, case.number) == case
    assert list(visible_to(who)) == [case]


@pytest.mark.parametrize("part", sorted(TOLD))
def test_a_colleague_of_the_street_is_told_that_it_is_not_theirs(cast: Cast, case: Case, part: str) -> None:
    with refused(NotAllowed, NOT_YOURS):
        get_case_for(getattr(cast, part), case.number)
    assert not visible_to(getattr(cast, part)).exists()


@pytest.mark.parametrize("part", sorted(STRANGERS))
def test_a_stranger_learns_nothing(cast: Cast, case: Case, part: str) -> None:
    with refused(NoSuchCase, NO_SUCH):
        get_case_for(getattr(cast, part), case.number)
    assert not visible_to(getattr(cast, part)).exists()
    assert NoSuchCase.status == 404


def test_a_number_that_is_none_is_the_same_to_everybody(cast: Cast, case: Case) -> None:
    for who in cast.everybody().values():
        with refused(NoSuchCase, NO_SUCH):
            get_case_for(who, "ST2026-99999")


def test_who_has_no_duty_sees_nothing(cast: Cast, case: Case) -> None:
    newcomer = accounts.account("new", "新人")
    with refused(NoSuchCase, NO_SUCH):
        get_case_for(newcomer, case.number)


def test_a_grant_opens_and_its_end_closes(cast: Cast, case: Case) -> None:
    grant_access(case, role="helping", unit=cast.other_station)
    assert get_case_for(cast.other_lead, case.number) == case
    with refused(NotAllowed, NOT_YOURS):  # the unit's lead sees it, not everybody in the unit
        get_case_for(cast.colleague, case.number)
    grant_access(case, role="witness", account=cast.colleague)
    assert get_case_for(cast.colleague, case.number) == case
    end_access(case, role="helping")
    end_access(case, role="witness")
    for who in (cast.colleague, cast.other_lead):
        with refused(NotAllowed, NOT_YOURS):
            get_case_for(who, case.number)


def test_two_grants_are_still_one_case(cast: Cast, case: Case) -> None:
    grant_access(case, role="helping", account=cast.lead)
    grant_access(case, role="helping", account=cast.operator)
    assert visible_to(cast.lead).count() == 1
    assert visible_to(cast.operator).count() == 1


def test_seeing_is_not_writing(cast: Cast, case: Case) -> None:
    grant_access(case, role="helping", unit=cast.far_station)
    assert get_case_for(cast.stranger, case.number) == case
    editors = {part for part, who in cast.everybody().items() if may_edit(who, case)}
    assert editors == {"operator", "lead", "mediator"}
