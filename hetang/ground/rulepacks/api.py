"""The rule packs' door."""

from hetang.ground.rulepacks.actions import load_pack, next_number
from hetang.ground.rulepacks.models import RulePack
from hetang.ground.rulepacks.queries import PackMissing, calendar, deadline, entries, entry, forget, label, pack

__all__ = [
    "PackMissing",
    "RulePack",
    "calendar",
    "deadline",
    "entries",
    "entry",
    "forget",
    "label",
    "load_pack",
    "next_number",
    "pack",
]
