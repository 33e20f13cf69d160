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
from hetang.flow.dispatch.api import accept_case, assign_case, return_case
from hetang.flow.dispatch.tests import factories as dispatch
from hetang.ground.lib import clock
from hetang.ground.lib.lifecycle import Move
from hetang.ground.lib.refusals import NotAllowed
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.api import CASE, Case, close_case, may, open_case, reopen_case, resolve_case, void_case
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
    "assign": lambda cast, case, by: assign_case(case, to=cast.mediator, unit=cast.station, by=by),
    "accept": lambda cast, case, by: accept_case(case, by=by),
    "return": lambda cast, case, by: return_case(case, reason="busy", by=by),
    "resolve": lambda cast, case, by: resolve_case(case, by=by),
    "reopen": lambda cast, case, by: reopen_case(case, note="又反悔了", by=by),
    "close": lambda cast, case, by: close_case(case, by=by),
    "archive": lambda cast, case, by: archive_case(case, by=by),
    "void": lambda cast, case, by: void_case(case, note="重复", by=by),
}
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


@pytest.mark.parametrize("move", CASE.moves, ids=lambda move: move.verb)
def test_the_cases_table_is_what_happens(cast: Cast, move: Move, settings: Any) -> None:
    settings.CASE_FACTS = dict.fromkeys(CASE.needs, "hetang.record.cases.tests.factories.met")
    case = dispatch.assigned(cast)
    if "assigned" not in move.from_states:
        case = cases.put(case, (move.from_states or ("in_progress",))[0], assignee=cast.mediator)
    compare(cast, move, case, CASE_VERBS[move.verb])


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
    assert set(CASE_VERBS) == {move.verb for move in CASE.moves}
    assert set(MEDIATION_VERBS) == {move.verb for move in MEDIATION.moves}
