"""Suggesting a category from the words of a text. Plain Python."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

FALLBACK = "other"


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
