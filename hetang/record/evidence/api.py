"""The evidence's door."""

from hetang.record.evidence.access import may_look, require_look
from hetang.record.evidence.actions import SUBJECT, add_evidence, attaching, take_waiting
from hetang.record.evidence.models import Evidence
from hetang.record.evidence.queries import pieces_for

__all__ = [
    "SUBJECT",
    "Evidence",
    "add_evidence",
    "attaching",
    "may_look",
    "pieces_for",
    "require_look",
    "take_waiting",
]
