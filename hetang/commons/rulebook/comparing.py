"""Two versions of a pack side by side, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from hetang.ground.lib.labels import pick
from hetang.ground.rulepacks import api as rulepacks

TONES = {rulepacks.ADDED: "good", rulepacks.REMOVED: "bad", rulepacks.CHANGED: "info"}
SHORT = 160


@dataclass(frozen=True)
class Difference:
    """One difference between two versions."""

    what: str
    tone: str
    where: str
    old: str
    new: str


def compared(before: Mapping[str, Any], after: Mapping[str, Any], language: str) -> list[Difference]:
    """How `after` differs from `before`; both are bodies with their basis."""
    return [
        Difference(
            what=change.what,
            tone=TONES[change.what],
            where=" › ".join(pick(part, language) for part in change.where),
            old=short(change.old, language),
            new=short(change.new, language),
        )
        for change in rulepacks.changes(before, after)
    ]


def short(value: object, language: str) -> str:
    """A value in one line that fits."""
    text = "" if value is None else " ".join(rulepacks.shown(value, language).split())
    for path in settings.RULE_WORDS:
        text = import_string(path)(text)
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"
