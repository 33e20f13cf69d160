"""Which rule takes which matter, and why the earlier ones do not. Plain Python: ordered rules, the first that fits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from hetang.ground.lib.labels import N_

# What a rule may ask about, in the order in which a page says why it does not fit.
PARTS = {
    "dates": N_("那天还没有生效或已经失效"),
    "kind": N_("事项类别不符"),
    "category": N_("纠纷类型不符"),
    "community": N_("社区不符"),
    "unit": N_("受理单位不符"),
    "weekday": N_("星期不符"),
    "time": N_("时段不符"),
    "words": N_("文字里没有这些词"),
}


@dataclass(frozen=True)
class Matter:
    """What is asked of the rules. `at`: when it was registered, local and aware; `unit`: who took it in (id);
    `community` "" where unknown; `given_on`: the day it is given out, where that is another than its registration's."""

    kind: str
    category: str
    community: str
    unit: int | None
    at: datetime
    text: str
    given_on: date | None = None


@dataclass(frozen=True)
class Rule:
    """One rule. Empty parts say nothing. From `starts` up to `ends`, over midnight where the end is not later."""

    key: int
    name: str
    to_unit: int
    to_account: int | None = None
    kinds: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    communities: frozenset[str] = frozenset()
    units: frozenset[int] = frozenset()
    weekdays: frozenset[int] = frozenset()
    starts: time | None = None
    ends: time | None = None
    words: tuple[str, ...] = ()
    since: date = date.min
    until: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def misses(self, matter: Matter) -> list[str]:
        """The keys of `PARTS` that do not fit; none: the rule takes the matter."""
        fits = {
            # A rule that holds today gives out what waits today; weekday and hour are those of the call.
            "dates": self.in_force(matter.given_on or matter.at.date()),
            "kind": not self.kinds or matter.kind in self.kinds,
            "category": not self.categories or matter.category in self.categories,
            "community": not self.communities or matter.community in self.communities,
            "unit": not self.units or matter.unit in self.units,
            "weekday": not self.weekdays or matter.at.weekday() in self.weekdays,
            "time": self._is_time(matter.at.time()),
            "words": not self.words or any(word in matter.text for word in self.words),
        }
        return [part for part in PARTS if not fits[part]]

    def _is_time(self, at: time) -> bool:
        if self.starts is None or self.ends is None:
            return True
        if self.starts < self.ends:
            return self.starts <= at < self.ends
        return at >= self.starts or at < self.ends


@dataclass(frozen=True)
class Trial:
    """What the rules say of a matter: the one that takes it (None: nobody's), and each before it with what missed."""

    taken: Rule | None
    passed: tuple[tuple[Rule, tuple[str, ...]], ...]


def first_match(rules: Iterable[Rule], matter: Matter) -> Rule | None:
    """The first rule that takes the matter."""
    return next((rule for rule in rules if not rule.misses(matter)), None)


def explain(rules: Sequence[Rule], matter: Matter) -> Trial:
    """The same with the reasons."""
    passed: list[tuple[Rule, tuple[str, ...]]] = []
    for rule in rules:
        missed = rule.misses(matter)
        if not missed:
            return Trial(rule, tuple(passed))
        passed.append((rule, tuple(missed)))
    return Trial(None, tuple(passed))
