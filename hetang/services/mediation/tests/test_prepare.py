"""Attempts, rights and duties, the beginning."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.ground.journal.api import story
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import CASE, OPEN_STATES, Frozen, Standing, add_party, parties_of, record_standing
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.followup.tests.factories import side
from hetang.services.mediation.actions.prepare import begin_session, open_mediation, record_attempt, tell_rights
from hetang.services.mediation.lifecycle import MEDIATION
from hetang.services.mediation.models import Attempt, Mediation
from hetang.services.mediation.queries import attempts_of, facts, is_ended, mediation_of
from hetang.services.mediation.tests import factories

NOT_YOURS = "您不能“%(verb)s”这件案件。"
NOT_IN_HAND = "案件现在是“%(state)s”，不能继续调解。"


@pytest.fixture
def mediation(cast: Cast) -> Mediation:
    """Just opened."""
    return factories.opened(cast)


def attempt(mediation: Mediation, by: Account) -> Attempt:
    return record_attempt(mediation, party=side(mediation.case, "respondent"), outcome="no_answer", by=by)


VERBS: dict[str, Callable[[Mediation, Account], object]] = {
    "attempt": attempt,
    "tell_rights": lambda m, by: tell_rights(m, by=by),
    "begin": lambda m, by: begin_session(m, by=by),
}


def last(mediation: Mediation) -> tuple[str, int | None, dict[str, Any]]:
    event = list(story("case", mediation.case_id))[-1]
    return event.verb, event.actor, event.body


def test_a_mediation_opens_once(cast: Cast, mediation: Mediation) -> None:
    assert (mediation.state, mediation.round, mediation.opened_at) == ("preparing", 1, MONDAY)
    with transaction.atomic():
        assert open_mediation(mediation.case, by=cast.mediator) == mediation
    assert mediation_of(mediation.case) == mediation
    assert not is_ended(mediation.case)


@pytest.mark.parametrize("part", ["lead", "operator", "second_mediator", "colleague", "stranger", "leader"])
def test_only_the_handler_opens_it(cast: Cast, part: str) -> None:
    case = cases.in_hand(cast)
    with refused(NotAllowed, NOT_YOURS):
        open_mediation(case, by=getattr(cast, part))


def test_an_attempt_leaves_its_trace(cast: Cast, mediation: Mediation) -> None:
    seller = side(mediation.case, "respondent")
    made = record_attempt(mediation, party=seller, outcome="hung_up", means="call", note="骂了一句", by=cast.mediator)
    kept = Attempt.objects.get(pk=made.pk)
    assert (kept.outcome, kept.effect, kept.means, kept.at, kept.by) == ("hung_up", "", "call", MONDAY, cast.mediator)
    verb, actor, body = last(mediation)
    assert (verb, actor) == ("attempt", cast.mediator.pk)
    assert {k: body[k] for k in ("party", "contact", "outcome")} == {
        "party": seller.pk,
        "contact": "call",
        "outcome": "hung_up",
    }
    assert mediation.case.notes.get(pk=body["note"]).text == "骂了一句"
    assert list(attempts_of(mediation)) == [kept]


@pytest.mark.parametrize(
    ("outcome", "means"), [("", "call"), ("no_such", "call"), ("no_answer", "pigeon"), ("no_answer", "")]
)
def test_an_incomplete_attempt_is_refused(cast: Cast, mediation: Mediation, outcome: str, means: str) -> None:
    with refused(Invalid, "联系记录不完整。"):
        record_attempt(
            mediation, party=side(mediation.case, "respondent"), outcome=outcome, means=means, by=cast.mediator
        )


def test_a_party_of_another_case_is_refused(cast: Cast, mediation: Mediation) -> None:
    other = side(cases.case(cast), "respondent")
    with refused(Invalid, "联系记录不完整。"):
        record_attempt(mediation, party=other, outcome="no_answer", by=cast.mediator)


@pytest.mark.parametrize("state", ["settled", "terminated"])
def test_after_the_result_no_attempt_is_recorded(cast: Cast, state: str) -> None:
    mediation = factories.STATES[state](cast)
    with refused(WrongState, "调解%(state)s，不用再记联系。"):
        attempt(mediation, cast.mediator)


def test_rights_are_told_once(cast: Cast, mediation: Mediation) -> None:
    tell_rights(mediation, by=cast.mediator)
    assert Mediation.objects.get(pk=mediation.pk).rights_told_at == MONDAY
    assert last(mediation) == ("tell_rights", cast.mediator.pk, {"version": 1})
    with refused(WrongState, "权利义务已经告知过。"):
        tell_rights(mediation, by=cast.mediator)


@pytest.mark.parametrize("verb", VERBS)
def test_everybody_but_the_handler_is_refused(cast: Cast, mediation: Mediation, verb: str) -> None:
    for part, who in cast.everybody().items():
        if part != "mediator":
            with refused(NotAllowed, NOT_YOURS):
                VERBS[verb](mediation, who)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", sorted(set(CASE.states) - {"in_progress"}))
def test_a_case_that_is_not_in_hand_is_not_mediated(cast: Cast, mediation: Mediation, verb: str, state: str) -> None:
    cases.put(mediation.case, state, assignee=cast.mediator)
    is_open = state in OPEN_STATES
    with refused(WrongState if is_open else Frozen, NOT_IN_HAND if is_open else cases.FROZEN):
        VERBS[verb](mediation, cast.mediator)


def test_the_session_begins_when_all_are_willing_and_told(cast: Cast, mediation: Mediation) -> None:
    for step in (lambda: None, lambda: factories.say(mediation, cast, "consents")):
        step()
        with refused(Missing, "还不能“%(verb)s”。"):
            begin_session(mediation, by=cast.mediator)
    tell_rights(mediation, by=cast.mediator)
    begin_session(mediation, by=cast.mediator)
    kept = Mediation.objects.get(pk=mediation.pk)
    assert (kept.state, kept.begun_at) == ("in_session", MONDAY)
    assert last(mediation) == ("begin", cast.mediator.pk, {})
    with refused(WrongState, "现在是“%(state)s”，不能“%(verb)s”。"):
        begin_session(mediation, by=cast.mediator)


@pytest.mark.parametrize(
    ("outcomes", "willing"),
    [
        ([], False),
        (["no_answer", "hung_up", "disagrees", "wavering"], False),
        (["consents"], True),
        (["agrees"], True),
        (["consents", "refuses_mediation"], False),
        (["refuses_mediation", "consents"], True),
        (["consents", "hung_up"], True),
    ],
)
def test_consent_is_drawn_from_what_was_said(
    cast: Cast, mediation: Mediation, outcomes: list[str], willing: bool
) -> None:
    for outcome in outcomes:
        factories.say(mediation, cast, outcome)
    known = facts(mediation, list(mediation.case.parties.all()))
    assert known["parties_willing"] is willing
    assert known["nobody_refused"] is ("refuses_mediation" not in outcomes[-1:])


def test_a_relative_speaks_for_the_side_they_stand_by(cast: Cast, mediation: Mediation) -> None:
    seller = side(mediation.case, "respondent")
    mother = add_party(mediation.case, name="母亲", role="relative", of=seller, by=cast.mediator)
    factories.say(mediation, cast, "consents", mother)
    assert facts(mediation, list(mediation.case.parties.all()))["parties_willing"]
    # Nobody but the party overrules the party's own refusal (人民调解法 §17).
    factories.say(mediation, cast, "refuses_mediation")
    factories.say(mediation, cast, "consents", mother)
    known = facts(mediation, list(mediation.case.parties.all()))
    assert not known["parties_willing"]
    assert not known["nobody_refused"]


def test_for_a_minor_the_guardian_has_the_say(cast: Cast, mediation: Mediation) -> None:
    minor = record_standing(
        side(mediation.case, "respondent"), standing=Standing(born_on=date(2015, 5, 1)), by=cast.mediator
    )
    tell_rights(mediation, by=cast.mediator)
    factories.say(mediation, cast, "consents")
    with refused(Missing, "还不能“%(verb)s”。"):
        begin_session(mediation, by=cast.mediator)
    mother = add_party(mediation.case, name="母亲", role="guardian", of=minor, by=cast.mediator)
    factories.say(mediation, cast, "refuses_mediation", mother)
    # Neither the minor nor who else speaks for them overrules the guardian (民法典 §19–20).
    teacher = add_party(mediation.case, name="班主任", role="representative", of=minor, by=cast.mediator)
    for who in (minor, teacher):
        factories.say(mediation, cast, "consents", who)
        known = facts(mediation, parties_of(mediation.case))
        assert (known["parties_willing"], known["nobody_refused"]) == (False, False)
    with refused(Missing, "还不能“%(verb)s”。"):
        begin_session(mediation, by=cast.mediator)
    factories.say(mediation, cast, "consents", mother)
    factories.say(mediation, cast, "refuses_mediation")
    begin_session(mediation, by=cast.mediator)


def test_a_session_does_not_begin_for_a_minor_without_a_guardian(cast: Cast, mediation: Mediation) -> None:
    record_standing(side(mediation.case, "applicant"), standing=Standing(born_on=date(2015, 5, 1)), by=cast.mediator)
    factories.say(mediation, cast, "consents")
    tell_rights(mediation, by=cast.mediator)
    with pytest.raises(Missing) as caught:
        begin_session(mediation, by=cast.mediator)
    assert caught.value.needs == [MEDIATION.needs["guarded"]]


def test_who_applied_may_still_refuse(cast: Cast, mediation: Mediation) -> None:
    factories.say(mediation, cast, "consents")
    tell_rights(mediation, by=cast.mediator)
    factories.say(mediation, cast, "refuses_mediation", side(mediation.case, "applicant"))
    with refused(Missing, "还不能“%(verb)s”。"):
        begin_session(mediation, by=cast.mediator)
