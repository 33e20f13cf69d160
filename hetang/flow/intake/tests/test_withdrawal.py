"""An applicant's wish to withdraw: theirs alone, once, told to staff; what is asked ends nothing."""

import pytest

from hetang.commons.accounts.api import online_desk
from hetang.flow.intake.actions.withdrawal import (
    ask_withdrawal,
    drop_withdrawal,
    take_back_withdrawal,
    withdrawal_asked,
)
from hetang.flow.intake.models import Contact
from hetang.flow.intake.tests import factories
from hetang.ground.journal.api import story
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import Case, Frozen, Party, events_of, party_asking, tell
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast


@pytest.fixture
def case(cast: Cast) -> Case:
    factories.open_stations(cast)
    online_desk(cast.street, cast.station)
    return cases.in_hand(cast)


def of(case: Case, role: str = "applicant") -> Party:
    found = party_asking(case.parties.get(role=role).pk)
    assert found is not None
    return found


def asked(case: Case, submission: str = "s") -> Contact:
    return ask_withdrawal(of(case), reason="已经自己解决了，电话 13900000001", submission=submission)


def waits(case: Case) -> bool:
    fresh = Case.objects.get(pk=case.pk)
    return withdrawal_asked(fresh, events_of(fresh)) is not None


def test_it_is_kept_with_its_reason_and_ends_nothing(case: Case) -> None:
    contact = asked(case)
    event = story("case", case.pk).last()
    assert event is not None
    assert (event.verb, event.body["party"], event.body["said"]) == ("ask_withdrawal", of(case).pk, contact.pk)
    assert "13900000001" not in contact.text
    assert (Case.objects.get(pk=case.pk).state, waits(case)) == ("in_progress", True)


def test_the_same_form_twice_is_one_wish_and_a_second_one_is_told(case: Case) -> None:
    assert asked(case) == asked(case)
    with refused(WrongState, "撤回的要求已经收到。"):
        asked(case, "another form")


def test_the_other_side_asks_for_nothing(case: Case) -> None:
    with refused(NotAllowed, "只有提出申请的一方可以撤回。"):
        ask_withdrawal(of(case, "respondent"), reason="我不想调", submission="s")
    asked(case)
    with refused(NotAllowed, "只有提出申请的一方可以撤回。"):
        take_back_withdrawal(of(case, "respondent"))


def test_a_wish_without_a_reason_is_none(case: Case) -> None:
    with refused(Invalid, "还没有写事情经过。"):
        ask_withdrawal(of(case), reason="  ", submission="s")


def test_taken_back_it_waits_no_longer_and_can_be_asked_again(case: Case) -> None:
    asked(case)
    take_back_withdrawal(of(case))
    assert not waits(case)
    with refused(WrongState, "没有等待确认的撤回要求。"):
        take_back_withdrawal(of(case))
    asked(case, "again")
    assert waits(case)


def test_who_works_on_the_case_drops_it_and_nobody_else(cast: Cast, case: Case) -> None:
    asked(case)
    for part in ("leader", "second_mediator", "stranger"):
        with refused(NotAllowed, "您不能补充这件案件的内容。"):
            drop_withdrawal(case, by=getattr(cast, part))
    drop_withdrawal(case, by=cast.mediator)
    last = story("case", case.pk).last()
    assert last is not None
    assert (last.verb, last.body["party"], waits(case)) == ("take_back_withdrawal", of(case).pk, False)


def test_a_mediation_that_ended_answers_it(cast: Cast, case: Case) -> None:
    asked(case)
    tell(case, "terminate", by=cast.mediator)
    assert not waits(case)


@pytest.mark.parametrize("state", ["closed", "archived", "voided"])
def test_of_a_closed_matter_nothing_is_withdrawn(cast: Cast, case: Case, state: str) -> None:
    party = of(case)
    cases.put(case, state, assignee=cast.mediator)
    with refused(Frozen, "案件%(state)s，内容已经冻结。"):
        ask_withdrawal(party, reason="算了", submission="s")


def test_of_a_closely_kept_matter_nothing_is_asked_online(case: Case) -> None:
    party = of(case)
    Case.objects.filter(pk=case.pk).update(sensitivity="sensitive")
    with refused(NotAllowed, "您不能补充这件案件的内容。"):
        ask_withdrawal(party, reason="算了", submission="s")
