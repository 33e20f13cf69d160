"""The case, its parties, its clocks, who may see it, the notes people wrote and the numbers in them."""

from hetang.record.cases.models.access import GLASS, CaseAccess, GlassAlert, GlassView
from hetang.record.cases.models.case import NEVER, Case
from hetang.record.cases.models.clock import CaseClock, ClockExtension, ClockPause
from hetang.record.cases.models.note import Note
from hetang.record.cases.models.party import Party
from hetang.record.cases.models.reference import TextReference

__all__ = [
    "GLASS",
    "NEVER",
    "Case",
    "CaseAccess",
    "CaseClock",
    "ClockExtension",
    "ClockPause",
    "GlassAlert",
    "GlassView",
    "Note",
    "Party",
    "TextReference",
]
