"""Each side is told its own part, in plain words, and nothing else."""

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.module_loading import import_string

from hetang.commons.people.tests import factories as people
from hetang.ground.journal import api as journal
from hetang.ground.rulepacks.tests.factories import shipped
from hetang.record.cases.api import KINDS, Case, Party, add_party, lines_for, party_known_by, promise_to, side_of
from hetang.record.cases.plainly import STATES, WAITING
from hetang.record.cases.sides import party_asking
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast
from hetang.record.cases.writing import tell

APPLICANTS, RESPONDENTS = "13900000001", "13900000002"


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast)


def party(case: Case, digits: str = APPLICANTS) -> Party:
    found = party_known_by(case.code, digits)
    assert found is not None
    asking = party_asking(found.pk)
    assert asking is not None
    return asking


def told(case: Case, digits: str) -> list[str]:
    return [line.text for line in lines_for(party(case, digits))]


def test_every_verb_has_its_sentence_or_is_silent_on_purpose() -> None:
    verbs = {verb for path in settings.EVENT_TEXTS for verb in import_string(path)}
    listed = {each["key"] for each in shipped("portal")["sayings"]}
    assert verbs - listed == set(), "say in the pack `portal` who is told of it, or list it without words"


def test_every_state_of_every_kind_has_plain_words() -> None:
    assert {state for table in KINDS.values() for state in table.states} == STATES.keys()


def test_every_waiting_is_for_a_clock_that_there_is() -> None:
    assert WAITING.keys() <= {each["key"] for each in shipped("deadlines")["entries"]}


def test_the_sides_are_told_different_things(case: Case) -> None:
    assert told(case, APPLICANTS) == ["街道收到了您反映的事情，由蔡马驿站负责。"]
    assert told(case, RESPONDENTS) == ["街道登记了一件与您有关的事情，由蔡马驿站负责。"]


def test_english_is_told_in_english(case: Case) -> None:
    with translation.override("en"):
        assert told(case, APPLICANTS)[0].startswith("The street received your matter;")


def test_what_is_done_with_one_side_alone_is_told_to_that_side_alone(cast: Cast, case: Case) -> None:
    seller = party(case, RESPONDENTS)
    for verb in ("check_identity", "follow_up", "record_consent"):
        tell(case, verb, by=cast.mediator, note="他欠了很多人钱", body={"party": seller.pk})
    assert len(told(case, RESPONDENTS)) == 4
    assert len(told(case, APPLICANTS)) == 1


@pytest.mark.parametrize("verb", ["attempt", "remark", "rate_risk", "tell_police", "record_standing", "add_party"])
def test_what_staff_write_among_themselves_is_told_to_nobody(cast: Cast, case: Case, verb: str) -> None:
    tell(case, verb, by=cast.mediator, note="被申请人情绪激动", body={"party": party(case, RESPONDENTS).pk})
    assert [len(told(case, digits)) for digits in (APPLICANTS, RESPONDENTS)] == [1, 1]


def test_a_step_that_the_pack_does_not_know_is_told_to_nobody(case: Case) -> None:
    journal.append(kind="case", key=case.pk, verb="whisper", by=None, body={}, place=case)
    assert len(told(case, APPLICANTS)) == 1


def test_a_deadline_is_promised_in_words_to_who_waits_for_it(case: Case) -> None:
    assert promise_to(party(case)) is not None
    assert promise_to(party(case, RESPONDENTS)) is None
    case.clocks.update(paused_at=factories.MONDAY)
    assert promise_to(party(case)) is None


def test_a_sealed_case_is_answered_to_nobody(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(sensitivity="sealed")
    assert party_known_by(case.code, APPLICANTS) is None


def test_another_number_and_another_case_are_nobody(cast: Cast, case: Case) -> None:
    assert party_known_by(case.code, "13911111111") is None
    assert party_known_by("7K3M-9QZT-4V2D", APPLICANTS) is None


def test_who_acts_for_a_side_is_on_it_and_who_was_only_invited_is_on_none(cast: Cast, case: Case) -> None:
    seller = party(case, RESPONDENTS)
    add_party(case, name="律师", phone="13900000003", role="representative", of=seller, by=cast.operator)
    add_party(case, name="舅舅", phone="13900000004", role="relative", of=seller, relation="舅舅", by=cast.operator)
    lawyer = party_known_by(case.code, "13900000003")
    assert lawyer is not None
    assert side_of(lawyer) == "respondent"
    assert party_known_by(case.code, "13900000004") is None


def test_two_people_with_one_telephone_open_the_applicants_side(cast: Cast) -> None:
    sides = [("respondent", people.person("弟弟", "13900000009")), ("applicant", people.person("姐姐", "13900000009"))]
    case = factories.case(cast, parties=sides)
    found = party_known_by(case.code, "13900000009")
    assert found is not None
    assert side_of(found) == "applicant"
