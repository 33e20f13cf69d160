"""Settling, terminating, mediating once more."""

from datetime import timedelta
from typing import Any

import pytest

from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import OPEN_STATES, Frozen
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.followup.api import obligations_of
from hetang.record.followup.tests.factories import promise
from hetang.services.mediation.actions.finish import resume, settle, terminate
from hetang.services.mediation.lifecycle import MEDIATION
from hetang.services.mediation.models import Mediation, Settlement
from hetang.services.mediation.queries import grounds_for, is_ended, settlement_of
from hetang.services.mediation.tests import factories
from hetang.services.mediation.tests.factories import agreement

NOT_YOURS = "您不能“%(verb)s”这件案件。"
WRONG_STATE = "现在是“%(state)s”，不能“%(verb)s”。"


def kept(mediation: Mediation) -> Mediation:
    return Mediation.objects.get(pk=mediation.pk)


def last(mediation: Mediation) -> tuple[str, int | None, dict[str, Any]]:
    event = list(story("case", mediation.case_id))[-1]
    return event.verb, event.actor, event.body


def test_an_oral_settlement_takes_effect_now(cast: Cast) -> None:
    mediation = factories.in_session(cast)
    ground = grounds_for(mediation.case)[0].key
    said = agreement(mediation.case, grounds=[ground, "invented"], note="当面说清")
    settle(mediation, agreement=said, by=cast.mediator)
    found = Settlement.objects.get()
    assert (found.form, found.round, found.grounds, found.effective_at) == ("oral", 1, [ground], MONDAY)
    assert (kept(mediation).state, kept(mediation).ended_at) == ("settled", MONDAY)
    assert [(o.amount_fen, o.state) for o in obligations_of(mediation.case)] == [(50_000, "due")]
    assert not mediation.case.clocks.filter(name="mediation", stopped_at=None).exists()
    verb, actor, body = last(mediation)
    assert (verb, actor, body["amount_fen"], body["round"], body["first"]) == (
        "settle",
        cast.mediator.pk,
        50_000,
        1,
        True,
    )
    assert is_ended(mediation.case)
    assert settlement_of(kept(mediation)) == found


def test_a_written_settlement_may_be_kept_later(cast: Cast) -> None:
    mediation = factories.in_session(cast)
    later = [promise(mediation.case, days=7), promise(mediation.case, amount_fen=None, act="道歉")]
    settle(
        mediation,
        agreement=agreement(mediation.case, promises=later, form="written", paper_complete=True),
        by=cast.mediator,
    )
    assert Settlement.objects.get().form == "written"
    assert last(mediation)[2]["amount_fen"] == 50_000
    assert obligations_of(mediation.case).count() == 2


@pytest.mark.parametrize(
    ("days", "other", "what"),
    [
        (0, {"form": "sung"}, "请选择口头协议或书面协议。"),
        (0, {"promises": []}, "还没有写约定事项。"),
        (1, {}, "不是当场履行完毕的约定，应当制作书面协议。"),
        (0, {"form": "written"}, "书面协议还没有生效。"),
        (-1, {}, "履行日期已经过去。"),
    ],
    ids=["form", "empty", "oral later", "paper", "yesterday"],
)
def test_what_cannot_be_agreed_is_refused(cast: Cast, days: int, other: dict[str, Any], what: str) -> None:
    mediation = factories.in_session(cast)
    said = agreement(mediation.case, **{"promises": [promise(mediation.case, days=days)], **other})
    with refused(Invalid, what):
        settle(mediation, agreement=said, by=cast.mediator)


def test_nothing_is_settled_against_a_refusal(cast: Cast) -> None:
    mediation = factories.in_session(cast)
    factories.say(mediation, cast, "refuses_mediation")
    said = agreement(mediation.case)
    with refused(Missing, "还不能“%(verb)s”。"):
        settle(mediation, agreement=said, by=cast.mediator)


@pytest.mark.parametrize("state", ["preparing", "in_session"])
def test_termination_is_recorded_with_its_reason(cast: Cast, state: str) -> None:
    mediation = factories.STATES[state](cast)
    terminate(mediation, reason="refused", note="卖家不肯", by=cast.mediator)
    assert (kept(mediation).state, kept(mediation).termination, kept(mediation).ended_at) == (
        "terminated",
        "refused",
        MONDAY,
    )
    verb, actor, body = last(mediation)
    assert (verb, actor, body["reason"], body["round"]) == ("terminate", cast.mediator.pk, "refused", 1)
    assert not mediation.case.clocks.filter(name="mediation", stopped_at=None).exists()
    assert is_ended(mediation.case)


@pytest.mark.parametrize("reason", ["", "bored"])
def test_termination_without_a_lawful_reason_is_refused(cast: Cast, reason: str) -> None:
    mediation = factories.in_session(cast)
    with refused(Invalid, "请选择终止调解的原因。"):
        terminate(mediation, reason=reason, by=cast.mediator)


def do(verb: str, mediation: Mediation, by: Any) -> None:
    if verb == "settle":
        settle(mediation, agreement=agreement(mediation.case), by=by)
    elif verb == "terminate":
        terminate(mediation, reason="no_agreement", by=by)
    else:
        resume(mediation, by=by)


@pytest.mark.parametrize("verb", ["settle", "terminate", "resume"])
def test_everybody_but_the_handler_is_refused(cast: Cast, verb: str) -> None:
    mediation = factories.STATES[MEDIATION.move(verb).from_states[0]](cast)
    for part, who in cast.everybody().items():
        if part != "mediator":
            with refused(NotAllowed, NOT_YOURS):
                do(verb, mediation, who)


@pytest.mark.parametrize(
    ("verb", "state"),
    [
        (move.verb, state)
        for move in MEDIATION.moves
        if move.verb in {"settle", "terminate", "resume"}
        for state in MEDIATION.states
        if state not in move.from_states
    ],
)
def test_from_every_other_state_it_is_refused(cast: Cast, verb: str, state: str) -> None:
    mediation = factories.STATES[state](cast)
    with refused(WrongState, WRONG_STATE):
        do(verb, mediation, cast.mediator)


@pytest.mark.parametrize("verb", ["settle", "terminate", "resume"])
@pytest.mark.parametrize("state", ["assigned", "resolved", "closed", "archived", "voided"])
def test_a_case_that_is_not_in_hand_is_not_ended(cast: Cast, verb: str, state: str) -> None:
    mediation = factories.STATES[MEDIATION.move(verb).from_states[0]](cast)
    cases.put(mediation.case, state, assignee=cast.mediator)
    is_open = state in OPEN_STATES
    said = "案件现在是“%(state)s”，不能继续调解。" if is_open else cases.FROZEN
    with refused(WrongState if is_open else Frozen, said):
        do(verb, mediation, cast.mediator)


def test_without_a_reopened_case_there_is_no_second_round(cast: Cast) -> None:
    mediation = factories.settled(cast)
    with refused(Missing, "还不能“%(verb)s”。"):
        resume(mediation, by=cast.mediator)


def test_a_second_round_asks_anew_and_keeps_the_first_settlement(cast: Cast) -> None:
    mediation = factories.settled(cast)
    with clock.fixed_at(MONDAY + timedelta(days=5)):
        factories.reopened(mediation, cast)
        resume(mediation, note="又反悔了", by=cast.mediator)
        again = kept(mediation)
        assert (again.state, again.round, again.begun_at, again.ended_at) == ("preparing", 2, None, None)
        assert again.rights_told_at == MONDAY, "rights stay told"
        assert last(mediation)[2]["round"] == 2
        from_now = factories.begin_session
        with refused(Missing, "还不能“%(verb)s”。"):
            from_now(again, by=cast.mediator)
        factories.say(again, cast, "consents")
        from_now(again, by=cast.mediator)
        settle(again, agreement=agreement(again.case), by=cast.mediator)
    assert last(mediation)[2]["first"] is False
    assert [s.round for s in Settlement.objects.order_by("id")] == [1, 2]
