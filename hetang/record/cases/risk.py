"""Risk of a matter turning worse, as plain rules. Levels and factors are data (packs `risk_levels`, `risk_factors`).

《人民调解法》§25: what may turn into a police or criminal matter is reported to the police at once.
"""

from collections.abc import Iterable, Mapping
from typing import Any

LEVELS = ("", "yellow", "orange", "red")
RED = LEVELS.index("red")
# The clock that starts with a level; a higher level replaces it.
CLOCKS: Mapping[str, str] = {"yellow": "risk_progress", "orange": "risk_action", "red": "risk_review"}

Factor = Mapping[str, Any]


def words_found(text: str, factors: Iterable[Factor]) -> list[str]:
    """Keys of the factors whose words stand in `text`, in the pack's order. A hint, never a rating."""
    return [str(f["key"]) for f in factors if any(word in text for word in f.get("words", ()))]


def level_of(keys: Iterable[str], factors: Iterable[Factor]) -> int:
    """The highest level among the factors named by `keys`; several of one level do not add up. 0 for none."""
    known = {str(f["key"]): LEVELS.index(f["level"]) for f in factors}
    return max((known[key] for key in keys), default=0)
