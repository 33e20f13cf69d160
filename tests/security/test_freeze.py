"""After closing nothing of a case is changed: every verb that adds or overwrites is tried, in code and in SQL."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from hetang.commons.accounts.api import Account
from hetang.commons.documents.api import StoredFile
from hetang.ground.journal.api import story
from hetang.ground.lib.refusals import Invalid, NotAllowed, Refused, WrongState
from hetang.ground.lib.tests.refusing import all_rows, changed, refused
from hetang.record.cases import api as cases
from hetang.record.cases.api import Case, CaseClock, ClockExtension, Frozen, Standing
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import FROZEN, MONDAY, Cast
from hetang.record.evidence import api as evidence
from hetang.record.evidence.tests.factories import evidence as piece
from hetang.record.followup import api as followup
from hetang.record.followup.tests.factories import obligation, side
from hetang.services.mediation import api as mediation
from hetang.services.mediation.tests import factories as mediations

Verb = Callable[[Case, Account], object]


def found(case: Case) -> Any:
    return mediation.mediation_of(case)


def clock_of(case: Case) -> CaseClock:
    clock = case.clocks.first()
    assert clock is not None
    return clock


# Verbs that add to a case or overwrite something of it without moving its state, from every room.
CONTENT: dict[str, Verb] = {
    "add_party": lambda c, by: cases.add_party(c, name="证人", role="respondent", by=by),
    "check_identity": lambda c, by: cases.check_identity(side(c, "applicant"), means="phone", by=by),
    "record_standing": lambda c, by: cases.record_standing(
        side(c, "applicant"), standing=Standing(born_on=date(2010, 1, 1)), by=by
    ),
    "rate_risk": lambda c, by: cases.rate_risk(c, factors=["threat"], by=by),
    "review_risk": lambda c, by: cases.review_risk(c, reason="看过", by=by),
    "lower_risk": lambda c, by: cases.lower_risk(c, to="", reason="好了", by=by),
    "take_charge": lambda c, by: cases.take_charge(c, leader=by, by=by),
    "report_to_police": lambda c, by: cases.report_to_police(
        c, station="上塘派出所", receipt="17", reported_at=MONDAY, by=by
    ),
    "correct_case": lambda c, by: cases.correct_case(c, field="title", new="别的", reason="听错了", by=by),
    "pause_clock": lambda c, by: cases.pause_clock(clock_of(c), reason="appraisal", by=by),
    "resume_clock": lambda c, by: cases.resume_clock(clock_of(c), by=by),
    "ask_extension": lambda c, by: cases.ask_extension(clock_of(c), amount=1, note="太忙", by=by),
    "grant_extension": lambda c, by: cases.grant_extension(ClockExtension(clock=clock_of(c)), contact="call", by=by),
    "refuse_extension": lambda c, by: cases.refuse_extension(ClockExtension(clock=clock_of(c)), note="不必", by=by),
    "record_performance": lambda c, by: followup.record_performance(c.obligations.get(), by=by),
    "record_breach": lambda c, by: followup.record_breach(c.obligations.get(), note="没付", by=by),
    "record_follow_up": lambda c, by: followup.record_follow_up(c, party=side(c, "applicant"), solved="yes", by=by),
    "record_attempt": lambda c, by: mediation.record_attempt(
        found(c), party=side(c, "respondent"), outcome="consents", by=by
    ),
    "tell_rights": lambda c, by: mediation.tell_rights(found(c), by=by),
    "begin_session": lambda c, by: mediation.begin_session(found(c), by=by),
    "settle": lambda c, by: mediation.settle(found(c), agreement=mediations.agreement(c), by=by),
    "terminate": lambda c, by: mediation.terminate(found(c), reason="refused", by=by),
    "resume": lambda c, by: mediation.resume(found(c), by=by),
    "choose_regime": lambda c, by: mediation.choose_regime(found(c), regime="commercial", note="试试", by=by),
    "withdraw_evidence": lambda c, by: evidence.withdraw_evidence(c.evidence.get(), reason="传错案件", by=by),
    "put_back_evidence": lambda c, by: evidence.put_back_evidence(c.evidence.get(), by=by),
    "add_evidence": lambda c, by: evidence.add_evidence(c, file=StoredFile(), by=by),
    "hand_in_evidence": lambda c, by: evidence.hand_in_evidence(side(c, "applicant"), file=StoredFile(), by=by),
    "set_fee": lambda c, by: mediation.set_fee(found(c), amount_fen=1, by=by),
}
# Verbs that look at one state only, and refuse by the table.
MOVING = {
    "answer_case", "reply_to_member", "leave_cluster", "admit_petition", "transfer_petition", "refuse_petition", "serve_answer", "take_back_petition",
    "ask_review", "decide_review", "mediate_petition", "resolve_case", "close_case", "reopen_case", "void_case",
}  # fmt: skip
# Who may read a case is decided after closing too (tested with them): nothing of its content changes.
ACCESS = {"set_sensitivity", "admit_to_case", "dismiss_from_case", "break_glass"}
# Not verbs on a case, or verbs of two cases (tested with the cluster), or reads that are recorded.
OTHER = {
    "open_case", "open_cases", "open_mediation", "join_cluster", "change_lead", "allow_correction", "grant_access",
    "reveal_party_phone", "reveal_party_field", "reveal_reference", "attaching",
}  # fmt: skip


@pytest.fixture
def case(cast: Cast, settings: Any, tmp_path: Path) -> Case:
    settings.HETANG_HOME = tmp_path
    case = mediations.in_session(cast).case
    obligation(case)
    piece(case, cast.mediator)
    return case


@pytest.mark.parametrize("state", ["closed", "archived", "voided"])
@pytest.mark.parametrize("verb", CONTENT)
def test_no_verb_changes_a_frozen_case_whoever_tries(cast: Cast, case: Case, state: str, verb: str) -> None:
    case = factories.put(case, state, assignee=cast.mediator)
    before = all_rows()
    for who in (cast.mediator, cast.lead, cast.operator, cast.leader, cast.follow_up_operator):
        with pytest.raises(Refused) as caught, transaction.atomic():
            CONTENT[verb](case, who)
        assert isinstance(caught.value, Frozen) and caught.value.what == FROZEN, who
    assert changed(before) == {}


def test_every_verb_of_the_doors_is_tried() -> None:
    """A new verb that takes `by` fails here until it is listed above."""
    verbs = set()
    for door in (cases, evidence, followup, mediation):
        for name in door.__all__:
            each = getattr(door, name)
            known = getattr(each, "__wrapped__", each)
            if callable(known) and "by" in getattr(known, "__annotations__", {}):
                verbs.add(name)
    assert verbs - {"require", "step", "tell"} == set(CONTENT) | MOVING | ACCESS | OTHER


def test_the_database_refuses_what_code_would_forget(cast: Cast, case: Case) -> None:
    factories.put(case, "closed", assignee=cast.mediator)
    party = side(case, "applicant")
    # Rows of the record are deleted by the retention role alone: hetang/config/roles/tests.
    for statement in (
        f"UPDATE cases_case SET summary = 'anders' WHERE id = {case.pk}",
        f"UPDATE cases_case SET amount_fen = 1 WHERE id = {case.pk}",
        f"UPDATE cases_party SET role = 'respondent' WHERE id = {party.pk}",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(IntegrityError), transaction.atomic():
        case.parties.create(person=party.person, role="relative")


def test_a_named_override_allows_one_field_once_and_is_told(cast: Cast, case: Case) -> None:
    case = factories.put(case, "closed", assignee=cast.mediator)
    for who in (cast.mediator, cast.operator, cast.other_lead):
        with refused(NotAllowed, "您不能“%(verb)s”这件案件。"):
            cases.allow_correction(case, field="title", reason="名字写错", by=who)
    with refused(Invalid, "还没有写原因。"):
        cases.allow_correction(case, field="title", reason=" ", by=cast.lead)
    cases.allow_correction(case, field="title", reason="名字写错", by=cast.leader)
    with refused(WrongState, "这一项已经准许更正，还没有用。"):
        cases.allow_correction(case, field="title", reason="名字写错", by=cast.lead)
    with refused(Frozen, FROZEN):
        cases.correct_case(case, field="summary", new="别的", reason="顺手", by=cast.lead)
    with refused(NotAllowed, "您不能“%(verb)s”这件案件。"):
        cases.correct_case(case, field="title", new="对的", reason="名字写错", by=cast.operator)
    row = cases.correct_case(case, field="title", new="对的", reason="名字写错", by=cast.mediator)
    assert Case.objects.get(pk=case.pk).title == "对的"
    assert (row.override.by, row.override.used_at) == (cast.leader, MONDAY)  # type: ignore[union-attr]
    assert [e.verb for e in story("case", case.pk)][-2:] == ["allow_correction", "correct"]
    with refused(Frozen, FROZEN):
        cases.correct_case(case, field="title", new="又一个", reason="再改", by=cast.mediator)


@pytest.mark.parametrize("state", ["in_progress", "voided"])
def test_an_open_case_needs_no_override_and_a_void_one_gets_none(cast: Cast, case: Case, state: str) -> None:
    case = factories.put(case, state, assignee=cast.mediator)
    with refused(WrongState, "现在是“%(state)s”，不能“%(verb)s”。"):
        cases.allow_correction(case, field="title", reason="名字写错", by=cast.lead)


def test_a_reopened_case_is_free_again(cast: Cast, case: Case) -> None:
    case = factories.put(case, "closed", assignee=cast.mediator)
    cases.reopen_case(case, note="又反悔了", by=cast.lead)
    cases.add_party(case, name="证人", role="respondent", by=cast.mediator)
