"""The evidence's door."""

from hetang.record.evidence.access import may_look, require_look
from hetang.record.evidence.actions.add import SUBJECT, add_evidence, attaching, take_waiting
from hetang.record.evidence.actions.withdraw import put_back_evidence, withdraw_evidence
from hetang.record.evidence.models import Evidence
from hetang.record.evidence.queries import count_of, pieces_for

__all__ = [
    "SUBJECT",
    "Evidence",
    "add_evidence",
    "attaching",
    "count_of",
    "may_look",
    "pieces_for",
    "put_back_evidence",
    "require_look",
    "take_waiting",
    "withdraw_evidence",
]
