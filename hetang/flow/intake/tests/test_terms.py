"""What is kept without a case is not kept for ever."""

from datetime import timedelta

import pytest

from hetang.flow.intake.actions.call_back import Ringing, record_call_attempt, record_missed_call
from hetang.flow.intake.actions.flag import decide_flag, end_flag, flag_caller
from hetang.flow.intake.actions.register import register_case
from hetang.flow.intake.actions.triage import Verdict, close_contact
from hetang.flow.intake.personal import call_attempts_before, call_backs_before, contacts_before, flags_before
from hetang.flow.intake.tests.factories import open_stations, report
from hetang.record.cases.tests.factories import MONDAY, Cast

LATER = MONDAY + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _stations(cast: Cast) -> None:
    open_stations(cast)


def test_contacts_without_a_case_have_a_term_and_a_cases_own_stay_with_it(cast: Cast) -> None:
    register_case(report(cast), by=cast.operator)
    told = close_contact(report(cast, submission="2"), Verdict("secret"), by=cast.operator)
    assert list(contacts_before(LATER)) == [told]
    assert list(contacts_before(MONDAY)) == []


def test_call_backs_go_once_they_are_over_with_their_tries(cast: Cast) -> None:
    waiting = record_missed_call(Ringing(phone="13900000071", street=cast.street), by=cast.operator)
    record_call_attempt(waiting, outcome="not_reached", by=cast.operator)
    over = record_missed_call(Ringing(phone="13900000072", street=cast.street), by=cast.operator)
    record_call_attempt(over, outcome="reached", by=cast.operator)
    assert [each.pk for each in call_backs_before(LATER)] == [over.pk]
    tries = call_attempts_before(LATER)
    assert [each.call_back_id for each in tries] == [over.pk]
    assert tries._raw_delete(tries.db) == 1
    gone = call_backs_before(LATER)
    assert gone._raw_delete(gone.db) == 1


def test_a_hint_about_a_caller_goes_once_it_holds_no_more(cast: Cast) -> None:
    person = register_case(report(cast), by=cast.operator).contacts.get().person
    flag = flag_caller(person, street=cast.street, reason="一天十次", by=cast.operator)
    flag = decide_flag(flag, accept=True, handler=cast.mediator, by=cast.lead)
    assert list(flags_before(LATER)) == []
    end_flag(flag, by=cast.lead)
    assert (list(flags_before(MONDAY)), list(flags_before(LATER))) == ([], [flag])
