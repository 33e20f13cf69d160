"""The case, its parties, its clocks, who may see it, the notes people wrote, and what belongs to its flags."""

from hetang.record.cases.models.access import GLASS, CaseAccess, GlassAlert, GlassView
from hetang.record.cases.models.answer import Answer
from hetang.record.cases.models.case import NEVER, Case
from hetang.record.cases.models.clock import CaseClock, ClockExtension, ClockPause
from hetang.record.cases.models.cluster import Cluster, Membership
from hetang.record.cases.models.correction import Correction, Override
from hetang.record.cases.models.note import Note
from hetang.record.cases.models.party import Party
from hetang.record.cases.models.reference import TextReference
from hetang.record.cases.models.risk import PoliceReport, RiskChange

__all__ = [
    "GLASS",
    "NEVER",
    "Answer",
    "Case",
    "CaseAccess",
    "CaseClock",
    "ClockExtension",
    "ClockPause",
    "GlassAlert",
    "GlassView",
    "Note",
    "Party",
    "Cluster",
    "Correction",
    "Membership",
    "Override",
    "PoliceReport",
    "RiskChange",
    "TextReference",
]
