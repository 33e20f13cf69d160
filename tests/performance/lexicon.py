"""The lexicons as they are shipped, without a database and without a street."""

from typing import Any

import yaml

from hetang.config.environment import CHECKOUT
from hetang.ground.words.api import Choice, Lexicons

DATA = CHECKOUT / "hetang" / "ground" / "rulepacks" / "data"


def shipped() -> Lexicons:
    """Words of the packs `lexicon` and `categories`; no places."""
    from hetang.flow.intake.suggesting import categories_with_words

    words = _read("lexicon")
    kinds = ("kinds", "kind"), ("entries", "relation"), ("urgency", "urgency")
    choices = {
        field: [Choice(e["key"], e.get("label", e["key"]), dict.fromkeys(e["words"], 1.0)) for e in words[part]]
        for part, field in kinds
    }
    choices["category"] = categories_with_words(words, _read("categories"))
    return Lexicons(choices, (), words["surnames"], words["titles"], words["roles"])


def _read(name: str) -> Any:
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
