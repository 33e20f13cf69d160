"""Suggesting a category from the words of a text. Plain Python."""

from collections.abc import Iterable, Mapping
from typing import Any

FALLBACK = "other"


def suggest_category(text: str, categories: Iterable[Mapping[str, Any]]) -> str:
    """The category with the most different words in `text`, the earlier one on a tie; `other` without any."""
    best, most = FALLBACK, 0
    for category in categories:
        hits = sum(word in text for word in category.get("words", ()))
        if hits > most:
            best, most = str(category["key"]), hits
    return best
