"""The table of the case: random walks, and an end in reach of every state."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hetang.commons.accounts.api import ROLES
from hetang.ground.lib.refusals import Missing, Refused, WrongState
from hetang.record.cases.lifecycle import CASE, OPEN_STATES

VERBS = [move.verb for move in CASE.moves]
FACTS = st.dictionaries(st.sampled_from(list(CASE.needs)), st.booleans())


@given(st.lists(st.tuples(st.sampled_from(VERBS), FACTS), max_size=30))
def test_a_walk_of_any_verbs_stays_in_the_table(steps: list[tuple[str, dict[str, bool]]]) -> None:
    state = CASE.initial
    for verb, facts in steps:
        move = CASE.move(verb)
        allowed = state in move.from_states
        complete = all(facts.get(need) for need in move.needs)
        try:
            made = CASE.step(state, verb, facts)
        except Refused as refusal:
            assert not (allowed and complete)
            assert type(refusal) is (Missing if allowed else WrongState)
        else:
            assert allowed and complete and made is move
            state = made.to_state
        assert state in CASE.states


@pytest.mark.parametrize("state", CASE.states)
def test_an_end_can_be_reached_from_every_state(state: str) -> None:
    seen, todo = set(), [state]
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo += [move.to_state for move in CASE.from_state(here)]
    assert seen & CASE.final


def test_every_state_can_be_reached() -> None:
    seen = {CASE.initial}
    while grown := {m.to_state for s in seen for m in CASE.from_state(s)} - seen:
        seen |= grown
    assert seen == set(CASE.states)


def test_nothing_leaves_an_end_and_something_leaves_every_other_state() -> None:
    assert {state for state in CASE.states if not CASE.from_state(state)} == CASE.final


def test_open_states_are_those_before_the_closing() -> None:
    assert set(OPEN_STATES) & set(CASE.states) == set(CASE.states) - {"closed", *CASE.final}


def test_verbs_and_nouns_are_unique_and_roles_are_known() -> None:
    assert len(VERBS) == len(set(VERBS)) == len({move.noun for move in CASE.moves})
    assert {role for move in CASE.moves for role in move.duties} <= set(ROLES)
    assert all(move.duties for move in CASE.moves)
