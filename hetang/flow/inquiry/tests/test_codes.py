"""A code goes to the number on record, holds for ten minutes and five tries, and tells nobody who is known here."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hetang.commons.people.api import TooOften
from hetang.flow.inquiry.actions.ask_code import ask_code
from hetang.flow.inquiry.actions.visit import delete_old_visits, leave, open_visit, visitor
from hetang.flow.inquiry.models import OneTimeCode, Visit
from hetang.flow.inquiry.rules import new_code, tidy
from hetang.flow.inquiry.tests import factories
from hetang.flow.inquiry.tests.factories import APPLICANTS, NOBODYS, RESPONDENTS, Sent
from hetang.ground.lib import caller, clock
from hetang.ground.lib.ids import new_code as new_case_code
from hetang.ground.lib.refusals import Invalid
from hetang.record.cases.api import Case
from hetang.record.cases.tests.factories import MONDAY

WRONG = "验证码不对，或者已经过期。"


def test_the_code_goes_to_the_number_on_record_and_opens_the_matter(case: Case, sent: Sent) -> None:
    asked = ask_code(case.code, "+86 139-0000-0001")
    assert sent.letters[0][0] == APPLICANTS
    party = visitor(open_visit(asked.ticket, sent.code))
    assert party is not None
    assert (party.case, party.role) == (case, "applicant")


def test_neither_code_nor_ticket_nor_visit_is_kept_as_it_is(case: Case, sent: Sent) -> None:
    asked = ask_code(case.code, APPLICANTS)
    secret = open_visit(asked.ticket, sent.code)
    kept = repr(list(OneTimeCode.objects.values())) + repr(list(Visit.objects.values()))
    assert not any(word in kept for word in (asked.code, asked.ticket, secret))


def test_known_and_unknown_ask_the_database_the_same(case: Case, sent: Sent) -> None:
    ask_code(case.code, RESPONDENTS)
    shapes = []
    for code, phone in ((case.code, APPLICANTS), (case.code, NOBODYS), (new_case_code(), APPLICANTS)):
        with CaptureQueriesContext(connection) as asked:
            ask_code(code, phone)
        shapes.append([re.sub(r"_x\d+", "", " ".join(query["sql"].split()[:3])) for query in asked])
    assert shapes[0] == shapes[1] == shapes[2]
    assert len(sent.letters) == 2


def test_to_a_number_that_is_not_on_record_nothing_goes_and_nothing_opens(case: Case, sent: Sent) -> None:
    asked = ask_code(case.code, NOBODYS)
    assert sent.letters == []
    with pytest.raises(Invalid, match=WRONG):
        open_visit(asked.ticket, asked.code)


def test_five_wrong_tries_spend_a_code(case: Case, sent: Sent) -> None:
    asked = ask_code(case.code, APPLICANTS)
    wrong = f"{(int(sent.code) + 1) % 10**6:06d}"
    for _ in range(5):
        with pytest.raises(Invalid, match=WRONG):
            open_visit(asked.ticket, wrong)
    with pytest.raises(Invalid, match=WRONG):
        open_visit(asked.ticket, sent.code)


def test_a_code_opens_once_and_for_the_browser_that_asked(case: Case, sent: Sent) -> None:
    asked = ask_code(case.code, APPLICANTS)
    with pytest.raises(Invalid, match=WRONG):
        open_visit("another browser's", sent.code)
    open_visit(asked.ticket, sent.code)
    with pytest.raises(Invalid, match=WRONG):
        open_visit(asked.ticket, sent.code)


def test_after_ten_minutes_a_code_opens_nothing(case: Case, sent: Sent) -> None:
    asked = ask_code(case.code, APPLICANTS)
    with clock.fixed_at(MONDAY + timedelta(minutes=11)), pytest.raises(Invalid, match=WRONG):
        open_visit(asked.ticket, sent.code)


@pytest.mark.parametrize(("code", "phone"), [("7K3M-9QZT-4V2E", APPLICANTS), ("", APPLICANTS), ("kept", "139")])
def test_what_is_mistyped_is_told_by_its_form(case: Case, sent: Sent, code: str, phone: str) -> None:
    with pytest.raises(Invalid):
        ask_code(case.code if code == "kept" else code, "nobody" if phone == "139" else phone)
    assert not OneTimeCode.objects.exists()


def test_the_limit_of_a_matter_and_number_holds_however_the_addresses_change(case: Case, sent: Sent) -> None:
    for n in range(5):
        caller.tell(f"10.{n}.0.1")
        ask_code(case.code, APPLICANTS)
    caller.tell("10.99.0.1")
    with pytest.raises(TooOften):
        ask_code(case.code, APPLICANTS)
    with clock.fixed_at(MONDAY + timedelta(minutes=61)):
        ask_code(case.code, APPLICANTS)
    assert len(sent.letters) == 6


def test_the_limit_of_a_network_holds_however_the_numbers_change(case: Case, sent: Sent) -> None:
    for n in range(60):
        caller.tell(f"2001:db8::{n:x}")
        ask_code(case.code, f"139{n:08d}")
    with pytest.raises(TooOften):
        ask_code(case.code, APPLICANTS)


def test_an_unknown_number_meets_the_same_limit(case: Case, sent: Sent) -> None:
    for _ in range(5):
        ask_code(case.code, NOBODYS)
    with pytest.raises(TooOften):
        ask_code(case.code, NOBODYS)


def test_a_visit_ends_by_rest_by_age_and_by_leaving(case: Case, sent: Sent) -> None:
    secret = factories.visit(case)
    with clock.fixed_at(MONDAY + timedelta(minutes=21)):
        assert visitor(secret) is None
    Visit.objects.update(begun_at=MONDAY - timedelta(minutes=121))
    assert visitor(secret) is None
    other = factories.visit(case)
    leave(other)
    assert visitor(other) is None


def test_a_visit_ends_when_the_case_is_sealed(case: Case, sent: Sent) -> None:
    secret = factories.visit(case)
    Case.objects.filter(pk=case.pk).update(sensitivity="sealed")
    assert visitor(secret) is None


def test_old_rows_go(case: Case, sent: Sent) -> None:
    factories.visit(case)
    with clock.fixed_at(MONDAY + timedelta(days=2)):
        assert delete_old_visits() == 2


def test_codes_are_evenly_spread_and_hard_to_guess() -> None:
    """10,000 draws: every digit at every place, hardly a repetition; a case's code has 55 random bits."""
    drawn = [new_code() for _ in range(10_000)]
    assert len(set(drawn)) > 9_900
    for place in range(6):
        assert all(850 < sum(code[place] == digit for code in drawn) < 1150 for digit in "0123456789")
    codes = {new_case_code().replace("-", "") for _ in range(10_000)}
    assert len(codes) == 10_000
    assert all(len({code[place] for code in codes}) == 32 for place in range(11))


def test_blanks_and_wide_digits_are_forgiven() -> None:
    assert tidy(" １２3 456 ") == "123456"
