"""The verbs come from the tables, and are the very actions of the desk."""

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from hetang.faces.api.acts import ACTS, ASKED, BY_PEOPLE, NOT_CALLED
from hetang.faces.api.catalogue import OPERATIONS
from hetang.faces.api.tests.factories import Programs
from hetang.flow.dispatch.tests.factories import accepted
from hetang.ground.lib.lifecycle import Lifecycle
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.api import KINDS, Case, last_seq
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast
from hetang.record.followup.tests.factories import side
from hetang.services.mediation.api import MEDIATION

# Written by every request, done or refused.
BESIDE = {"api_rate", "accounts_token"}


def tables() -> list[Lifecycle]:
    return [import_string(path) for path in settings.LIFECYCLES]


def test_every_verb_of_every_lifecycle_of_the_house_is_an_operation() -> None:
    offered = {verb for operation in OPERATIONS for verb in operation.verbs}
    for table in tables():
        for move in table.moves:
            assert (move.verb in offered) != (move.verb in NOT_CALLED | BY_PEOPLE), (table.name, move.verb)
    known = {move.verb for table in tables() for move in table.moves}
    assert {*ACTS, *ASKED, *NOT_CALLED} <= known, "nothing is named that no table knows"


def test_the_verbs_of_a_case_are_at_their_nouns() -> None:
    paths = {operation.path for operation in OPERATIONS}
    for table in (*KINDS.values(), MEDIATION):
        for move in table.moves:
            if move.verb not in NOT_CALLED:
                assert f"/cases/{{number}}/{move.noun}" in paths, (table.name, move.verb)


def test_a_case_goes_from_the_call_to_the_archive_by_programs_alone(cast: Cast, programs: Programs) -> None:
    desk, lead, mediator = (programs.of(who) for who in (cast.operator, cast.lead, cast.mediator))
    contact = {
        "text": "网上买票付了 500 元，票没有来。",
        "channel": "web",
        "applicant": "李明",
        "applicant_phone": "13900000001",
        "respondent": "卖家",
        "respondent_phone": "13900000002",
    }
    number = desk.post("/contacts", contact).json()["number"]
    here, case = f"/cases/{number}", Case.objects.get(number=number)

    def done(answer: object) -> str:
        assert answer.status_code == 200, answer.content.decode()  # type: ignore[attr-defined]
        state: str = answer.json()["state"]  # type: ignore[attr-defined]
        return state

    first = lead.get(f"{here}/candidates").json()["items"]
    to = next(each for each in first if each["to"] == cast.mediator.pk)
    assert done(lead.post(f"{here}/assignment", {"to": to["to"], "unit": to["unit"]["code"]})) == "assigned"
    assert done(mediator.post(f"{here}/acceptance")) == "in_progress"
    told = mediator.get(here).json()
    applicant, respondent = (party["id"] for party in told["parties"])
    done(mediator.post(f"{here}/rights"))
    for party in (applicant, respondent):
        done(mediator.post(f"{here}/attempts", {"party": party, "outcome": "agrees"}))
    done(mediator.post(f"{here}/session"))
    promise = {"debtor": respondent, "creditor": applicant, "due_on": "2026-03-09", "amount_fen": 50_000}
    done(mediator.post(f"{here}/settlement", {"agreement": {"form": "oral", "promises": [promise]}}))
    owed = mediator.get(here).json()["obligations"][0]["id"]
    done(mediator.post(f"{here}/obligations/{owed}/performance"))
    for party in (applicant, respondent):
        done(mediator.post(f"{here}/parties/{party}/identity", {"means": "phone"}))
    assert done(mediator.post(f"{here}/resolution", {"note": "钱已退"})) == "resolved"
    follow_up = programs.of(cast.follow_up_operator)
    done(follow_up.post(f"{here}/follow-up", {"party": applicant, "solved": "yes", "satisfaction": "very"}))
    assert done(lead.post(f"{here}/closure")) == "closed"
    assert done(lead.post(f"{here}/archive")) == "archived"
    case.refresh_from_db()
    assert case.state == "archived"


def test_a_verb_that_is_not_ones_own_is_refused_as_at_the_desk(cast: Cast, programs: Programs) -> None:
    case = accepted(cast)
    program = programs.of(cast.lead)
    before = all_rows()
    answer = program.post(f"/cases/{case.number}/resolution")
    problem = answer.json()
    assert (answer.status_code, problem["type"], problem["status"]) == (403, "urn:hetang:problem:not-allowed", 403)
    assert problem["detail"] == "您不能“报结”这件案件。" and "承办人本人" in problem["then"]
    assert set(changed(before)) <= BESIDE


def test_a_wrong_state_and_missing_things_are_told_apart(cast: Cast, programs: Programs) -> None:
    case = accepted(cast)
    again = programs.of(cast.mediator).post(f"/cases/{case.number}/acceptance")
    assert (again.status_code, again.json()["type"]) == (409, "urn:hetang:problem:wrong-state")
    early = programs.of(cast.mediator).post(f"/cases/{case.number}/resolution")
    assert (early.status_code, early.json()["type"]) == (422, "urn:hetang:problem:missing")
    assert early.json()["needs"]


def test_english_programs_are_answered_in_english(cast: Cast, programs: Programs) -> None:
    case = accepted(cast)
    answer = programs.of(cast.lead).post(f"/cases/{case.number}/resolution", accept_language="en")
    assert answer.json()["type"] == "urn:hetang:problem:not-allowed"
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in answer.json()["detail"])


def test_a_verb_is_done_only_while_nobody_changed_what_was_seen(cast: Cast, programs: Programs) -> None:
    case, program = accepted(cast), programs.of(cast.mediator)
    tag = program.get(f"/cases/{case.number}").headers["ETag"]
    cases.rate(case, "threat", cast)
    before = all_rows()
    stale = program.post(f"/cases/{case.number}/recusal", {"note": "邻居"}, if_match=tag)
    assert (stale.status_code, stale.json()["type"]) == (412, "urn:hetang:problem:changed-meanwhile")
    assert set(changed(before)) <= BESIDE
    fresh = program.get(f"/cases/{case.number}").headers["ETag"]
    done = program.post(f"/cases/{case.number}/recusal", {"note": "邻居"}, if_match=fresh)
    assert (done.status_code, done.json()["state"]) == (200, "returned")
    assert done.headers["ETag"] == f'"{last_seq(case)}"'


@pytest.mark.parametrize("tag", ['"x"', "17", '"999999.n"', '""'])
def test_a_tag_that_is_not_the_cases_matches_nothing(cast: Cast, programs: Programs, tag: str) -> None:
    case = accepted(cast)
    answer = programs.of(cast.mediator).post(f"/cases/{case.number}/recusal", {"note": "邻居"}, if_match=tag)
    assert answer.status_code == 412


def test_a_verb_under_a_key_is_done_once(cast: Cast, programs: Programs) -> None:
    case, program = accepted(cast), programs.of(cast.mediator)
    first = program.post(f"/cases/{case.number}/recusal", {"note": "邻居"}, idempotency_key="r-1")
    events = last_seq(case)
    again = program.post(f"/cases/{case.number}/recusal", {"note": "邻居"}, idempotency_key="r-1")
    assert first.json() == again.json() and last_seq(case) == events
    other = program.post(f"/cases/{case.number}/appeal", {"note": "邻居"}, idempotency_key="r-1")
    assert other.json()["type"] == "urn:hetang:problem:key-reused"


def test_a_party_of_another_case_is_not_found(cast: Cast, programs: Programs) -> None:
    mine, other = accepted(cast), accepted(cast)
    answer = programs.of(cast.follow_up_operator).post(
        f"/cases/{mine.number}/follow-up", {"party": side(other, "applicant").pk, "solved": "yes"}
    )
    assert (answer.status_code, answer.json()["errors"][0]["at"]) == (422, "/party")
