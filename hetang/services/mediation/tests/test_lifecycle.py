"""The table of the mediation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hetang.commons.accounts.api import ROLES
from hetang.ground.lib.refusals import Missing, Refused, WrongState
from hetang.services.mediation.lifecycle import MEDIATION

VERBS = [move.verb for move in MEDIATION.moves]
FACTS = st.dictionaries(st.sampled_from(list(MEDIATION.needs)), st.booleans())


@given(st.lists(st.tuples(st.sampled_from(VERBS), FACTS), max_size=30))
def test_a_walk_of_any_verbs_stays_in_the_table(steps: list[tuple[str, dict[str, bool]]]) -> None:
    state = MEDIATION.initial
    for verb, facts in steps:
        move = MEDIATION.move(verb)
        allowed, complete = state in move.from_states, all(facts.get(need) for need in move.needs)
        try:
            state = MEDIATION.step(state, verb, facts).to_state
        except Refused as refusal:
            assert not (allowed and complete)
            assert type(refusal) is (Missing if allowed else WrongState)
        else:
            assert allowed
            assert complete


@pytest.mark.parametrize("state", MEDIATION.states)
def test_an_end_can_be_reached_from_every_state(state: str) -> None:
    seen, todo = set(), [state]
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo += [move.to_state for move in MEDIATION.from_state(here)]
    assert seen & MEDIATION.final


def test_termination_is_open_until_there_is_a_result() -> None:
    assert set(MEDIATION.move("terminate").from_states) == set(MEDIATION.states) - MEDIATION.final
    assert MEDIATION.move("terminate").needs == ()


def test_the_only_way_on_from_a_result_is_a_reopened_case() -> None:
    for state in MEDIATION.final:
        assert [(m.verb, m.needs) for m in MEDIATION.from_state(state)] == [("resume", ("case_reopened",))]


def test_every_verb_is_the_handlers_own() -> None:
    assert all(move.assignee_only and set(move.duties) <= set(ROLES) for move in MEDIATION.moves)
