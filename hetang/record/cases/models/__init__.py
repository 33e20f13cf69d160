"""The case, its parties, its clocks, who may see it, and the notes people wrote."""

from hetang.record.cases.models.access import CaseAccess
from hetang.record.cases.models.case import NEVER, Case
from hetang.record.cases.models.clock import CaseClock, ClockExtension, ClockPause
from hetang.record.cases.models.note import Note
from hetang.record.cases.models.party import Party

__all__ = ["NEVER", "Case", "CaseAccess", "CaseClock", "ClockExtension", "ClockPause", "Note", "Party"]
