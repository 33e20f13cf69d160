"""The tables of every kind of matter: random walks, and an end in reach of every state."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hetang.commons.accounts.api import ROLES
from hetang.ground.lib.lifecycle import Lifecycle
from hetang.ground.lib.refusals import Missing, Refused, WrongState
from hetang.record.cases.kinds import CLOCKS, KINDS, NEEDS
from hetang.record.cases.lifecycle import OPEN_STATES

VERBS = sorted({move.verb for table in KINDS.values() for move in table.moves})
FACTS = st.dictionaries(st.sampled_from(sorted(NEEDS)), st.booleans())
EACH = pytest.mark.parametrize("table", KINDS.values(), ids=KINDS)


@EACH
@given(st.lists(st.tuples(st.sampled_from(VERBS), FACTS), max_size=30))
def test_a_walk_of_any_verbs_stays_in_the_table(table: Lifecycle, steps: list[tuple[str, dict[str, bool]]]) -> None:
    state = table.initial
    for verb, facts in steps:
        if verb not in {move.verb for move in table.moves}:
            continue
        move = table.move(verb)
        allowed = state in move.from_states
        complete = all(facts.get(need) for need in move.needs)
        try:
            made = table.step(state, verb, facts)
        except Refused as refusal:
            assert not (allowed and complete)
            assert type(refusal) is (Missing if allowed else WrongState)
        else:
            assert allowed and complete and made is move
            state = made.to_state
        assert state in table.states


@EACH
def test_an_end_can_be_reached_from_every_state(table: Lifecycle) -> None:
    for state in table.states:
        seen, todo = set(), [state]
        while todo:
            here = todo.pop()
            if here not in seen:
                seen.add(here)
                todo += [move.to_state for move in table.from_state(here)]
        assert seen & table.final, state


@EACH
def test_every_state_can_be_reached(table: Lifecycle) -> None:
    seen = {table.initial}
    while grown := {m.to_state for s in seen for m in table.from_state(s)} - seen:
        seen |= grown
    assert seen == set(table.states)


@EACH
def test_nothing_leaves_an_end_and_something_leaves_every_other_state(table: Lifecycle) -> None:
    assert {state for state in table.states if not table.from_state(state)} == table.final


@EACH
def test_open_states_are_those_before_the_closing(table: Lifecycle) -> None:
    assert set(OPEN_STATES) & set(table.states) == set(table.states) - {
        "closed",
        "transferred",
        "refused",
        *table.final,
    }


@EACH
def test_verbs_and_nouns_are_unique_and_roles_are_known(table: Lifecycle) -> None:
    verbs = [move.verb for move in table.moves]
    assert len(verbs) == len(set(verbs)) == len({move.noun for move in table.moves})
    assert {role for move in table.moves for role in move.duties} <= set(ROLES)
    assert all(move.duties for move in table.moves)


@EACH
def test_clocks_turn_at_verbs_of_the_table(table: Lifecycle) -> None:
    kind = next(kind for kind, each in KINDS.items() if each is table)
    assert CLOCKS[kind]["register"].start
    verbs = {move.verb for move in table.moves}
    own = {verb for verb in CLOCKS[kind] if verb in verbs}
    assert verbs - own <= {"mediate", "serve", "serve_review"}, "every other verb says what it does to the clocks"


def test_a_petition_knows_no_way_into_mediation_but_its_own() -> None:
    assert "mediate" in {move.verb for move in KINDS["petition"].moves}
    assert not {"join", "resolve"} & {move.verb for move in KINDS["petition"].moves}
    assert [kind for kind, table in KINDS.items() if "mediation_ended" in table.needs] == ["dispute"]
