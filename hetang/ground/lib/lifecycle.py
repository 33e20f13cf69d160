"""Small state machines as tables: verb, from, to, who, what is needed.

From one table come the buttons, the refusal texts, the permission test and the picture in `docs/flow.md`.
Plain Python: no Django, no clock, no database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Missing, WrongState


@dataclass(frozen=True)
class Move:
    """One verb of a lifecycle. `noun` is its URL's last part; `duties` are the roles that may; `needs` are facts.

    `when_sealed`: who may besides, where only those who are named may read it.
    """

    verb: str
    label: str
    noun: str
    from_states: tuple[str, ...]
    to_state: str
    duties: tuple[str, ...]
    needs: tuple[str, ...] = ()
    assignee_only: bool = False
    when_sealed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lifecycle:
    """A table of moves. `states` and `needs` map keys to Chinese message ids.

    `final` states are results: work ends there, though a verb may lead out of one (a mediation is resumed after its
    case was reopened).
    """

    name: str
    title: str
    states: Mapping[str, str]
    needs: Mapping[str, str]
    moves: tuple[Move, ...]
    initial: str
    final: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        for move in self.moves:
            unknown = {*move.from_states, move.to_state} - set(self.states) | set(move.needs) - set(self.needs)
            if unknown:
                raise ValueError(f"{self.name}.{move.verb}: unknown {sorted(unknown)}")

    def move(self, verb: str) -> Move:
        """The row of `verb`; KeyError for a verb this table does not know."""
        for move in self.moves:
            if move.verb == verb:
                return move
        raise KeyError(f"{self.name} has no verb {verb!r}")

    def from_state(self, state: str) -> tuple[Move, ...]:
        """The moves that leave `state`, in the table's order."""
        return tuple(m for m in self.moves if state in m.from_states)

    def missing(self, move: Move, facts: Mapping[str, bool]) -> list[str]:
        """The needs of `move` that `facts` do not show as met, as message ids. An unknown fact is unmet."""
        return [self.needs[need] for need in move.needs if not facts.get(need, False)]

    def step(self, state: str, verb: str, facts: Mapping[str, bool] | None = None) -> Move:
        """The move that `verb` makes from `state`; raises `WrongState` or `Missing` and changes nothing."""
        move = self.move(verb)
        if state not in move.from_states:
            raise WrongState(
                N_("现在是“%(state)s”，不能“%(verb)s”。"),
                then=N_("请刷新页面查看最新进展；可能已有人先办了这一步。"),
                state=self.states[state],
                verb=move.label,
            )
        missing = self.missing(move, facts or {})
        if missing:
            raise Missing(N_("还不能“%(verb)s”。"), needs=missing, verb=move.label)
        return move
