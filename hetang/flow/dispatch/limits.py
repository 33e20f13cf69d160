"""What the pack `dispatch` allows: how often and how long something may be given back, when silence is spoken of."""

from datetime import datetime
from typing import Any

from hetang.ground.lib.labels import Label
from hetang.ground.rulepacks import api as rulepacks

PACK = "dispatch"
# States in which a matter waits to be given to somebody: the column alone, so that an index serves it.
TO_GIVE = ("registered", "admitted", "returned")
# The reason of a return that is no choice: an interest of one's own (回避).
INTEREST = "interest"
# How silent an assignment is, by what was done about it last.
NOT_SILENT, LEAD_TOLD, DISPATCHER_TOLD = 0, 1, 2
# Level of silence → the entry that says when the next one comes.
NEXT = {NOT_SILENT: "silence", LEAD_TOLD: "silence_longer"}


def due(key: str, start: datetime) -> datetime:
    """When the period `key` that starts at `start` is over."""
    return rulepacks.reckoned(rulepacks.period_rule(PACK, key).rule, start).due_at


def entry(key: str) -> dict[str, Any]:
    """The entry as the pack has it."""
    found = rulepacks.entry(PACK, key)
    assert found is not None, key
    return found


def returns_allowed() -> int:
    """How often one matter may be given back."""
    return int(entry("return")["times"])


def basis(key: str) -> Label:
    """Why it is so."""
    found: Label = entry(key)["basis"]
    return found


def silent_since(*told: str) -> int:
    """From which level of silence on one of these is told (`tells` of the pack: `lead`, `dispatcher`)."""
    return min((level + 1 for level, key in NEXT.items() if entry(key).get("tells") in told), default=LEAD_TOLD)


def next_silence(level: int, at: datetime) -> datetime | None:
    """When an assignment made at `at` that is this silent is spoken of again; None where everybody was told."""
    return due(NEXT[level], at) if level in NEXT else None
