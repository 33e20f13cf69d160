"""The words that suggestions are made of, as plain data: what rule packs and a street's places say, laid out to be asked."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from hetang.ground.lib.labels import Label


@dataclass(frozen=True)
class Choice:
    """A `value` of a field, what it is called, and the words that speak for it, each with its weight."""

    value: str
    label: Label
    words: Mapping[str, float]


@dataclass(frozen=True)
class Spot:
    """A place by one of its names: `community` is its code; `is_exact` where the name means the community itself."""

    name: str
    community: str
    label: Label
    is_exact: bool = False


@dataclass(frozen=True)
class Lexicons:
    """Everything `suggest` needs besides the text. `choices` by field; a word of `roles` names the other side."""

    choices: Mapping[str, Sequence[Choice]] = field(default_factory=dict)
    spots: Sequence[Spot] = ()
    surnames: Sequence[str] = ()
    titles: Sequence[str] = ()
    roles: Sequence[str] = ()

    def as_json(self) -> dict[str, Any]:
        """As it travels to another process."""
        return asdict(self)

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "Lexicons":
        """What `as_json` gave. KeyError or TypeError for something else."""
        choices = {name: [Choice(**choice) for choice in listed] for name, listed in body["choices"].items()}
        spots = [Spot(**spot) for spot in body["spots"]]
        return cls(choices, spots, body["surnames"], body["titles"], body["roles"])

    @cached_property
    def digest(self) -> str:
        """The same for the same words, in every process."""
        text = json.dumps(self.as_json(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    @cached_property
    def spots_by_name(self) -> dict[str, Spot]:
        """Spots by their names; of two places with one name none can be meant."""
        found: dict[str, Spot] = {}
        twice = set()
        for spot in self.spots:
            if spot.name in found and found[spot.name].community != spot.community:
                twice.add(spot.name)
            found.setdefault(spot.name, spot)
        return {name: spot for name, spot in found.items() if name not in twice}

    @cached_property
    def spot_pattern(self) -> "re.Pattern[str] | None":
        """Every name of a place, the longest first."""
        return any_of(self.spots_by_name)

    @cached_property
    def words_of(self) -> dict[str, list[tuple[str, list[tuple[int, float]]]]]:
        """By field: every word with the choices (by place) that it speaks for and its weight there."""
        laid: dict[str, dict[str, list[tuple[int, float]]]] = {}
        for name, listed in self.choices.items():
            under = laid.setdefault(name, {})
            for at, choice in enumerate(listed):
                for word, weight in choice.words.items():
                    under.setdefault(word, []).append((at, weight))
        return {name: list(under.items()) for name, under in laid.items()}


def any_of(words: Iterable[str]) -> "re.Pattern[str] | None":
    """A pattern that finds any of the words, the longest first; None for no words."""
    listed = sorted(set(words), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, listed))) if listed else None
