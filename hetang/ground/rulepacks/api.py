"""The rule packs' door."""

from hetang.ground.rulepacks.actions import NEXT_NUMBER, load_pack, next_number
from hetang.ground.rulepacks.models import RulePack
from hetang.ground.rulepacks.queries import PackMissing, calendar, deadline, entries, entry, forget, label, pack

__all__ = [
    "NEXT_NUMBER",
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
