"""Suggesting a category from the words of a text, and telling the same matter again. Plain Python."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hetang.ground.lib.labels import N_
from hetang.ground.words.api import index_tokens

FALLBACK = "other"
# A text of fewer words is like every other.
FEWEST_WORDS = 4
SAME_REFERENCE = N_("同一来件编号")


def suggest_category(
    text: str, categories: Iterable[Mapping[str, Any]], topics: Iterable[Mapping[str, Any]] = ()
) -> str:
    """The category with the most words in `text`, its topics' words included; the earlier on a tie, else `other`."""
    by_topic: Counter[str] = Counter()
    for topic in topics:
        for key in topic["fits"]:
            by_topic[key] += _hits(text, topic)
    best, most = FALLBACK, 0
    for category in categories:
        score = _hits(text, category) + by_topic[str(category["key"])]
        if score > most:
            best, most = str(category["key"]), score
    return best


def _hits(text: str, entry: Mapping[str, Any]) -> int:
    return sum(word in text for word in entry.get("words", ()))


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
