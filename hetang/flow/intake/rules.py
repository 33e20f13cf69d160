"""Suggesting a category from the words of a text, and telling the same matter again. Plain Python."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hetang.ground.lib.labels import N_
from hetang.ground.words.api import index_tokens

FALLBACK = "other"
# As what a call is taken down where nobody says: by the purpose of the line that rang; all else is a dispute.
KIND_OF_LINE = {"needs": "request"}
USUAL_KIND = "dispute"
# A text of fewer words is like every other.
FEWEST_WORDS = 4
SAME_REFERENCE = N_("同一来件编号")


class Suggester:
    """The words of one version of the categories, laid out once so that thousands of texts can be asked."""

    def __init__(self, categories: Sequence[Mapping[str, Any]], topics: Sequence[Mapping[str, Any]] = ()) -> None:
        self._keys = [str(category["key"]) for category in categories]
        under: dict[str, list[int]] = defaultdict(list)
        places = {key: at for at, key in enumerate(self._keys)}
        for category in categories:
            for word in category.get("words", ()):
                under[word].append(places[str(category["key"])])
        for topic in topics:
            for word in topic.get("words", ()):
                under[word] += [places[key] for key in topic["fits"] if key in places]
        self._under = list(under.items())

    def suggest(self, text: str) -> str:
        """The category with the most words in `text`, its topics' words included; the earlier on a tie, else `other`."""
        hits: Counter[int] = Counter()
        for word, places in self._under:
            if word in text:
                hits.update(places)
        return self._keys[min(hits, key=lambda place: (-hits[place], place))] if hits else FALLBACK


def suggest_category(
    text: str, categories: Sequence[Mapping[str, Any]], topics: Sequence[Mapping[str, Any]] = ()
) -> str:
    """One text asked once; see `Suggester`."""
    return Suggester(categories, topics).suggest(text)


def usual_kind(purpose: str | None) -> str:
    """The kind of case that a call on a line of this purpose is, None for what came in another way."""
    return KIND_OF_LINE.get(purpose or "", USUAL_KIND)


@dataclass(frozen=True)
class Seen:
    """A case among which the same matter is looked for, reduced to what tells: its words and who is in it."""

    key: int
    words: frozenset[str]
    community: str
    category: str
    is_callers: bool = False
    shares: int = 0


@dataclass(frozen=True)
class Likeness:
    """That a case may be the same matter: how likely (for the order), and why (message ids)."""

    key: int
    weight: float
    reasons: tuple[str, ...]


def words_of(text: str) -> frozenset[str]:
    """What a text is about: its pairs of signs and its words, without single signs."""
    return frozenset(word for word in index_tokens(text).split() if len(word) > 1)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the shorter text's words that the longer has too, 0..1; a handful of words proves nothing."""
    least = min(len(one), len(other))
    return len(one & other) / least if least >= FEWEST_WORDS else 0.0


def likely_same(
    words: frozenset[str], community: str, category: str, among: Iterable[Seen], *, least: float
) -> list[Likeness]:
    """The cases that may be the same matter, the likeliest first. `least`: from which likeness of words on.

    One sign alone is enough where it is strong (the caller's own open case, both people); the same place and kind
    count only together, and with words in common.
    """
    found = []
    for seen in among:
        reasons: list[str] = []
        near = likeness(words, seen.words)
        is_near = near >= least
        if seen.is_callers:
            reasons.append(N_("同一号码"))
        if seen.shares > 1 or (seen.shares and not seen.is_callers):
            reasons.append(N_("同样的当事人"))
        same_place = bool(community) and seen.community == community and seen.category == category
        if same_place and (is_near or near >= least / 2):
            reasons.append(N_("近日同一社区、同一类型"))
        if is_near:
            reasons.append(N_("说的话相近"))
        if reasons:
            weight = near + seen.is_callers + seen.shares * 0.75 + same_place * 0.25
            found.append(Likeness(seen.key, weight, tuple(reasons)))
    return sorted(found, key=lambda each: (-each.weight, -each.key))
