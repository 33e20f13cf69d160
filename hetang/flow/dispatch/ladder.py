"""The ladder of attempts ("331"): community, street, district, court. Plain Python; the rungs are data (`attempt_ladder`).

A try is a day on which a side was reached or the sides sat together; at the district's level a try is what came back.
A case that is taken up again begins anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from hetang.ground.lib.labels import Label

TRIES = frozenset({"attempt", "begin"})
FROM_ABOVE = "send_down"
CLIMB, UP, ANEW = "climb", "escalate", "reopen"


@dataclass(frozen=True)
class Rung:
    """One level: how many tries it has to make before the next one; `advice` what is done there."""

    key: str
    level: str
    tries: int
    label: Label
    advice: Label = ""


@dataclass(frozen=True)
class Mark:
    """What counts of the case's story, in its order: the verb, its local day, and of a climb the rung reached."""

    verb: str
    day: date
    rung: str = ""


@dataclass(frozen=True)
class Step:
    """A rung with what was used of it; `stands`: the case is here now."""

    rung: Rung
    used: int
    stands: bool


@dataclass(frozen=True)
class Ladder:
    """Where a case stands."""

    steps: tuple[Step, ...]

    @property
    def current(self) -> Step:
        """The rung on which the case stands."""
        return next(step for step in self.steps if step.stands)

    @property
    def next(self) -> Rung | None:
        """The rung after it; None on the last."""
        place = self.steps.index(self.current)
        return self.steps[place + 1].rung if place + 1 < len(self.steps) else None

    @property
    def is_used_up(self) -> bool:
        """Whether the tries of the rung are made and there is a next one."""
        return self.next is not None and self.current.used >= self.current.rung.tries


def climbed(rungs: Sequence[Rung], story: Iterable[Mark]) -> Ladder:
    """Fold the story: tries count for the rung that was stood on. A rung that the pack no longer knows is passed over."""
    known = {rung.key: place for place, rung in enumerate(rungs)}
    district = next((place for place, rung in enumerate(rungs) if rung.level == "district"), 0)
    used, at = _unused(rungs), 0
    for mark in story:
        spent = used[at]
        if mark.verb == CLIMB:
            at = known.get(mark.rung, at)
        elif mark.verb == UP:
            at = max(at, district)
        elif mark.verb == ANEW:
            used, at = _unused(rungs), 0
        elif mark.verb in TRIES and isinstance(spent, set):
            spent.add(mark.day)
        elif mark.verb == FROM_ABOVE and isinstance(spent, int):
            used[at] = spent + 1
    counts = [len(spent) if isinstance(spent, set) else spent for spent in used]
    return Ladder(tuple(Step(rung, counts[n], n == at) for n, rung in enumerate(rungs)))


def _unused(rungs: Sequence[Rung]) -> list[set[date] | int]:
    return [set() if rung.level != "district" else 0 for rung in rungs]
