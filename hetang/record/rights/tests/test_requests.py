"""A request about one's own data, from the call to the answer."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from hetang.commons.people.api import Person
from hetang.ground.journal.api import story
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import Case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.rights import access
from hetang.record.rights.actions.carry_out import carry_out, export_copy
from hetang.record.rights.actions.request import (
    decide_request,
    identify_requester,
    receive_request,
    tell_requester,
    withdraw_request,
)
from hetang.record.rights.finding import NobodyFound, find_person
from hetang.record.rights.lifecycle import OPEN_STATES, REQUEST
from hetang.record.rights.models import Request
from hetang.record.rights.queries import keepers_of, open_requests
from hetang.record.rights.tests.factories import asking, request_in

WRONG_STATE = "现在是“%(state)s”，不能“%(verb)s”。"
VERBS: dict[str, Any] = {
    "identify_requester": lambda r, by: identify_requester(r, means="card", by=by),
    "grant_request": lambda r, by: decide_request(r, decision="granted", by=by),
    "grant_partly": lambda r, by: decide_request(r, decision="partly", ground="others", by=by),
    "refuse_request": lambda r, by: decide_request(r, decision="refused", ground="identity", by=by),
    "carry_out": lambda r, by: carry_out(r, by=by),
    "tell_requester": lambda r, by: tell_requester(r, means="phone", by=by),
    "withdraw_request": lambda r, by: withdraw_request(r, by=by),
}
PARTS = {"operator": "operator", "station_lead": "lead", "leader": "leader"}


def test_a_request_is_registered_with_its_clock(cast: Cast, person: Person) -> None:
    made = receive_request(asking(cast, person, words=" 想知道你们留了什么 "), by=cast.operator)
    kept = Request.objects.get(pk=made.pk)
    assert (kept.number, kept.state, kept.words) == ("STQ2026-0001", "received", "想知道你们留了什么")
    # Fifteen working days from Monday 9 March, without a holiday: the 30th ends at midnight.
    assert kept.due_at == datetime(2026, 3, 31, tzinfo=timezone(timedelta(hours=8)))
    assert (kept.street, kept.received_at, kept.is_open) == (cast.street.code, MONDAY, True)
    event = list(story("request", made.pk))[0]
    assert (event.verb, event.actor) == ("receive_request", cast.operator.pk)
    assert event.body == {"kind": "access", "channel": "phone", "capacity": "self"}
    assert list(open_requests(cast.leader)) == [kept]


def test_one_open_request_of_a_kind_is_enough(cast: Cast, person: Person) -> None:
    first = receive_request(asking(cast, person), by=cast.operator)
    with refused(WrongState, "这个人已有一项同类请求正在办理。"):
        receive_request(asking(cast, person), by=cast.lead)
    receive_request(asking(cast, person, kind="erase"), by=cast.lead)
    withdraw_request(first, by=cast.operator)
    receive_request(asking(cast, person), by=cast.lead)


@pytest.mark.parametrize(
    "wrong", [{"kind": "forget"}, {"channel": "dream"}, {"capacity": "friend"}, {"words": "长" * 1001}]
)
def test_a_request_that_is_none_is_refused(cast: Cast, person: Person, wrong: dict[str, str]) -> None:
    with refused(Invalid, "请选择请求的种类、来源和请求人身份，说明不超过 1000 字。"):
        receive_request(asking(cast, person, **wrong), by=cast.operator)


def test_only_the_streets_own_desk_registers(cast: Cast, person: Person) -> None:
    for part, who in cast.everybody().items():
        if part not in {"operator", "lead", "other_lead"}:
            with refused(NotAllowed, "您不能对这项请求“%(verb)s”。"):
                receive_request(asking(cast, person), by=who)


def test_the_way_of_an_access_request(cast: Cast, person: Person) -> None:
    made = receive_request(asking(cast, person), by=cast.operator)
    identify_requester(made, means="call_back", by=cast.operator)
    decide_request(made, decision="granted", by=cast.lead)
    export_copy(made, form="json", by=cast.lead)
    carry_out(made, by=cast.lead)
    tell_requester(made, means="paper", by=cast.operator)
    kept = Request.objects.get()
    assert (kept.state, kept.is_open, kept.told_at, kept.identity) == ("told", False, MONDAY, "call_back")
    assert (kept.decided_by, kept.done_by) == (cast.lead, cast.lead)
    verbs = [e.verb for e in story("request", made.pk)]
    assert verbs == [
        "receive_request",
        "identify_requester",
        "grant_request",
        "export_copy",
        "carry_out",
        "tell_requester",
    ]


@pytest.mark.parametrize("verb", VERBS)
def test_only_the_duties_of_the_table_may(cast: Cast, person: Person, verb: str) -> None:
    move = REQUEST.move(verb)
    request = request_in(cast, person, move.from_states[0])
    for part, who in cast.everybody().items():
        if part not in {PARTS[d] for d in move.duties} | ({"other_lead"} if "station_lead" in move.duties else set()):
            with refused(NotAllowed, "您不能对这项请求“%(verb)s”。"):
                VERBS[verb](request, who)
    VERBS[verb](request, getattr(cast, PARTS[move.duties[0]]))
    assert Request.objects.get().state == move.to_state


@pytest.mark.parametrize("verb", VERBS)
def test_from_every_other_state_it_is_refused(cast: Cast, person: Person, verb: str) -> None:
    request = request_in(cast, person, "received")
    by = getattr(cast, PARTS[REQUEST.move(verb).duties[0]])
    for state in set(REQUEST.states) - set(REQUEST.move(verb).from_states):
        Request.objects.update(state=state)
        with refused(WrongState, WRONG_STATE):
            VERBS[verb](request, by)


def test_a_refusal_names_its_law(cast: Cast, person: Person) -> None:
    request = request_in(cast, person, "identified")
    for wrong in ("", "nonsense", "archive_duty"):  # the last one is for erasures only
        with refused(Invalid, "部分同意或者不予办理，须选择法定理由。"):
            decide_request(request, decision="refused", ground=wrong, by=cast.lead)
    decide_request(request, decision="refused", ground="secrecy", by=cast.lead)
    assert Request.objects.get().ground == "secrecy"


@pytest.mark.parametrize("decision", ["", "maybe"])
def test_no_decision_is_refused(cast: Cast, person: Person, decision: str) -> None:
    request = request_in(cast, person, "identified")
    with refused(Invalid, "请选择同意、部分同意或者不予办理。"):
        decide_request(request, decision=decision, by=cast.lead)


def test_a_means_that_is_none_is_refused(cast: Cast, person: Person) -> None:
    fresh, done = request_in(cast, person, "received"), request_in(cast, person, "done", kind="correct")
    with refused(Invalid, "请选择核对身份的方式。"):
        identify_requester(fresh, means="looks", by=cast.operator)
    with refused(Invalid, "请选择告知的方式。"):
        tell_requester(done, means="", by=cast.operator)


def test_an_erasure_is_not_granted_while_a_case_is_open(cast: Cast, person: Person, case: Case) -> None:
    request = request_in(cast, person, "identified", kind="erase")
    assert [(k.number, k.ground) for k in keepers_of(person)] == [(case.number, "ongoing")]
    with refused(Missing, "还不能“%(verb)s”。"):
        decide_request(request, decision="granted", by=cast.lead)
    decide_request(request, decision="refused", ground="ongoing", by=cast.lead)


def test_a_case_that_came_after_the_decision_stops_the_erasure(cast: Cast, person: Person, case: Case) -> None:
    cases.put(case, "voided")
    request = request_in(cast, person, "granted", kind="erase", decided_by=cast.lead)
    cases.case(cast, parties=[("applicant", person)])
    with refused(Missing, "还不能“%(verb)s”。"):
        carry_out(request, by=cast.leader)


def test_an_erasure_takes_two_people(cast: Cast, person: Person, case: Case) -> None:
    cases.put(case, "voided")
    request = request_in(cast, person, "granted", kind="erase", decided_by=cast.lead)
    with refused(Missing, "还不能“%(verb)s”。"):
        carry_out(request, by=cast.lead)
    carry_out(request, by=cast.leader)
    assert Person.objects.get(pk=person.pk).erased_at == MONDAY


def test_a_stranger_learns_nothing_and_a_colleague_is_told(cast: Cast, person: Person) -> None:
    request = request_in(cast, person, "received")
    for who in (cast.stranger, cast.far_operator, cast.far_mediator):
        with refused(access.NoSuchRequest, "没有找到请求 %(number)s。"):
            access.get_request_for(who, request.number)
    for who in (cast.mediator, cast.follow_up_operator, cast.colleague):
        with refused(NotAllowed, "个人信息权利请求由话务员、驿站负责人和街道领导办理。"):
            access.get_request_for(who, request.number)
    for who in (cast.operator, cast.lead, cast.other_lead, cast.leader):
        assert access.get_request_for(who, request.number) == request


def test_the_person_is_found_by_number_or_by_case(cast: Cast, person: Person, case: Case) -> None:
    found = find_person(name=" 丁 晓雨".replace(" 晓", "晓"), phone="139-0000-0001", number="", by=cast.operator)
    assert found == person
    assert find_person(name="丁晓雨", phone="", number=case.number, by=cast.operator) == person
    for name, phone, number in (
        ("丁晓雨", "13900000009", ""),
        ("丁大雨", "13900000001", ""),
        ("别人", "", case.number),
    ):
        with refused(NobodyFound, "没有找到这个人的记录。"):
            find_person(name=name, phone=phone, number=number, by=cast.operator)


def test_an_end_is_reached_from_every_state() -> None:
    reached = set(REQUEST.final)
    for _ in REQUEST.states:
        reached |= {s for m in REQUEST.moves if m.to_state in reached for s in m.from_states}
    assert reached == set(REQUEST.states)
    assert set(OPEN_STATES) == set(REQUEST.states) - REQUEST.final
