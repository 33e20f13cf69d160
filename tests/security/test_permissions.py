"""Every move × every role × how near somebody stands: the table, `may` and the real verb say the same."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import transaction

from hetang.commons.accounts.api import ROLES, STREET_WIDE, Account
from hetang.commons.accounts.tests import factories as accounts
from hetang.flow.archive.api import archive_case
from hetang.flow.dispatch.api import (
    Assignment,
    accept_case,
    appeal_case,
    assign_case,
    escalate_case,
    recuse,
    refer_case,
    return_case,
    rule_case,
    send_case_down,
)
from hetang.ground.lib import clock
from hetang.ground.lib.lifecycle import Move
from hetang.ground.lib.refusals import NotAllowed
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.api import (
    ASIDES,
    KINDS,
    NEEDS,
    Case,
    Conversion,
    admit_petition,
    answer_case,
    ask_review,
    close_case,
    decide_review,
    join_cluster,
    leave_cluster,
    may,
    mediate_petition,
    open_case,
    refuse_petition,
    reopen_case,
    reply_to_member,
    resolve_case,
    serve_answer,
    take_back_petition,
    transfer_petition,
    void_case,
)
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.services.mediation.api import (
    MEDIATION,
    begin_session,
    mediation_of,
    open_mediation,
    resume,
    settle,
    tell_rights,
    terminate,
)
from hetang.services.mediation.tests import factories as mediations

NEARNESS = ("assignee", "own unit", "other unit", "other street")
Verb = Callable[[Cast, Case, Account], object]


def allowed_by(move: Move, role: str, near: str) -> bool:
    """What the table says, read by hand."""
    if near == "other street" or role not in move.duties:
        return False
    if move.assignee_only:
        return near == "assignee"
    return role in STREET_WIDE or near in {"assignee", "own unit"} or not move.from_states


CASE_VERBS: dict[str, Verb] = {
    "register": lambda cast, case, by: open_case(cases.opening(cast), by=by),
    "assign": lambda cast, case, by: assign_case(case, to=_another(cast, case), unit=cast.station, by=by),
    "accept": lambda cast, case, by: accept_case(case, by=by),
    "return": lambda cast, case, by: return_case(case, reason="busy", note="手头太满，已问过", by=by),
    "recuse": lambda cast, case, by: recuse(case, note="是我邻居", by=by),
    "appeal": lambda cast, case, by: appeal_case(case, note="不归我们", by=by),
    "refer": lambda cast, case, by: refer_case(case, note="不归我们", by=by),
    "rule": lambda cast, case, by: rule_case(case, to=cast.mediator, unit=cast.station, note="清单", by=by),
    "escalate": lambda cast, case, by: escalate_case(case, note="要区里协调", by=by),
    "send_down": lambda cast, case, by: send_case_down(case, note="请街道办", by=by),
    "resolve": lambda cast, case, by: resolve_case(case, by=by),
    "reopen": lambda cast, case, by: reopen_case(case, note="又反悔了", by=by),
    "close": lambda cast, case, by: close_case(case, by=by),
    "archive": lambda cast, case, by: archive_case(case, by=by),
    "void": lambda cast, case, by: void_case(case, note="重复", by=by),
    "answer": lambda cast, case, by: answer_case(case, text="已办", means="letter", by=by),
    "join": lambda cast, case, by: join_cluster(case, lead=Case.objects.get(members=7), reason="同一件事", by=by),
    "leave": lambda cast, case, by: leave_cluster(case, reason="是另一件", by=by),
    "reply": lambda cast, case, by: reply_to_member(case, text="已办", by=by),
    "admit": lambda cast, case, by: admit_petition(case, by=by),
    "transfer": lambda cast, case, by: transfer_petition(case, to="区住建局", by=by),
    "refuse": lambda cast, case, by: refuse_petition(case, reason="court", by=by),
    "mediate": lambda cast, case, by: mediate_petition(case, conversion=agreed(case), by=by),
    "take_back": lambda cast, case, by: take_back_petition(case, note="对方退回", by=by),
    "serve": lambda cast, case, by: serve_answer(case, served_on=MONDAY.date(), by=by),
    "serve_review": lambda cast, case, by: serve_answer(case, again=True, served_on=MONDAY.date(), by=by),
    "ask_review": lambda cast, case, by: ask_review(case, by=by),
    "decide_review": lambda cast, case, by: decide_review(case, text="维持", by=by),
    "ask_rereview": lambda cast, case, by: ask_review(case, again=True, by=by),
    "decide_rereview": lambda cast, case, by: decide_review(case, again=True, text="维持", by=by),
}
ALL_MOVES = [(kind, move) for kind, table in KINDS.items() for move in table.moves]


def agreed(case: Case) -> Conversion:
    """Everything that a petition needs to go to people's mediation."""
    return Conversion(claim="claim", consenting=frozenset(case.parties.values_list("pk", flat=True)), note="都同意")


def prepared(cast: Cast, kind: str, move: Move) -> Case:
    """A case of that kind in the first state that the move leaves, and a lead to join."""
    lead = cases.case(cast)
    Case.objects.filter(pk=lead.pk).update(members=7)
    state = (move.from_states or ("registered",))[0]
    case = cases.put(cases.case(cast, kind=kind), state, assignee=cast.mediator)
    Assignment.objects.create(case=case, unit=cast.station, to=cast.mediator, by=cast.lead, at=MONDAY)
    if state in {"answered", "reviewed"}:
        verb = "answer" if state == "answered" else "decide_review"
        case.answers.create(verb=verb, means="letter", text="意见", at=MONDAY, by=cast.mediator)
    if state == "joined":
        Case.objects.filter(pk=case.pk).update(part_of=lead)
    return Case.objects.get(pk=case.pk)


MEDIATION_VERBS: dict[str, Verb] = {
    "open_mediation": lambda cast, case, by: open_mediation(case, by=by),
    "begin": lambda cast, case, by: begin_session(mediation_of(case), by=by),  # type: ignore[arg-type]
    "settle": lambda cast, case, by: settle(mediation_of(case), agreement=mediations.agreement(case), by=by),  # type: ignore[arg-type]
    "terminate": lambda cast, case, by: terminate(mediation_of(case), reason="refused", by=by),  # type: ignore[arg-type]
    "resume": lambda cast, case, by: resume(mediation_of(case), by=by),  # type: ignore[arg-type]
}


def people_who(cast: Cast) -> Iterator[tuple[str, str, Account]]:
    """One account for every role and nearness."""
    units = {"own unit": cast.station, "assignee": cast.station, "other unit": cast.other_station}
    units["other street"] = cast.far_station
    for number, (role, near) in enumerate(product(ROLES, NEARNESS)):
        yield role, near, accounts.staff(f"p{number}", f"{role} {near}", role, units[near])


def _another(cast: Cast, case: Case) -> Account:
    """A mediator of the station who does not have it yet: nobody is given a case twice."""
    return cast.second_mediator if case.assignee_id == cast.mediator.pk else cast.mediator


def goes_through(verb: Verb, cast: Cast, case: Case, by: Account) -> bool:
    """Whether the real action lets `by` do it. What it did is undone; what it refused must have changed nothing."""
    point, before = transaction.savepoint(), all_rows()
    try:
        verb(cast, case, by)
    except NotAllowed:
        assert changed(before) == {}
        return False
    else:
        assert changed(before) != {}
        return True
    finally:
        transaction.savepoint_rollback(point)


def compare(cast: Cast, move: Move, case: Case, verb: Verb) -> None:
    holders, wrong = list(people_who(cast)), []
    for role, near, by in holders:
        handler = by if near == "assignee" else cast.mediator
        Case.objects.filter(pk=case.pk).update(assignee=handler)
        case.refresh_from_db()
        said = allowed_by(move, role, near)
        if goes_through(verb, cast, case, by) is not said:
            wrong.append(f"{move.verb} by {role} ({near}): the action says {not said}")
        if move.from_states and may(by, move, case) is not said:
            wrong.append(f"{move.verb} by {role} ({near}): may() says {not said}")
    assert wrong == []


@pytest.mark.parametrize(("kind", "move"), ALL_MOVES, ids=[f"{kind}-{move.verb}" for kind, move in ALL_MOVES])
def test_the_cases_tables_are_what_happens(cast: Cast, kind: str, move: Move, settings: Any) -> None:
    settings.CASE_FACTS = dict.fromkeys(NEEDS, "hetang.record.cases.tests.factories.met")
    compare(cast, move, prepared(cast, kind, move), CASE_VERBS[move.verb])


@pytest.mark.parametrize("move", ASIDES.values(), ids=lambda move: move.verb)
def test_verbs_that_move_no_state_are_open_to_whom_their_table_says(cast: Cast, move: Move) -> None:
    case = cases.case(cast)
    for role, near, by in people_who(cast):
        assert may(by, move, case) is allowed_by(move, role, near), (role, near)


@pytest.mark.parametrize("move", MEDIATION.moves, ids=lambda move: move.verb)
def test_the_mediations_table_is_what_happens(cast: Cast, move: Move) -> None:
    verb = MEDIATION_VERBS[move.verb]
    if move.verb == "open_mediation":
        return compare(cast, move, cases.in_hand(cast), verb)
    mediation = mediations.STATES[move.from_states[0]](cast)
    if move.verb == "begin":
        mediations.say(mediation, cast, "consents")
        tell_rights(mediation, by=cast.mediator)
    with clock.fixed_at(MONDAY + timedelta(hours=1)):
        if move.verb == "resume":
            mediations.reopened(mediation, cast)
        compare(cast, move, Case.objects.get(pk=mediation.case_id), verb)
    return None


def test_every_verb_of_the_tables_is_tried() -> None:
    assert set(CASE_VERBS) == {move.verb for _, move in ALL_MOVES}
    assert set(MEDIATION_VERBS) == {move.verb for move in MEDIATION.moves}
