"""The evidence's door."""

from hetang.record.evidence import uploading
from hetang.record.evidence.access import may_look, require_look
from hetang.record.evidence.actions.add import SUBJECT, add_evidence, attaching, party_of, take_evidence, take_waiting
from hetang.record.evidence.actions.withdraw import MOST_CHARS, put_back_evidence, withdraw_evidence
from hetang.record.evidence.looking import Look, look_at, look_over, open_content, piece_of
from hetang.record.evidence.models import Evidence
from hetang.record.evidence.queries import Piece, count_of, pieces_for

__all__ = [
    "MOST_CHARS",
    "SUBJECT",
    "Evidence",
    "Look",
    "Piece",
    "add_evidence",
    "attaching",
    "count_of",
    "look_at",
    "look_over",
    "may_look",
    "open_content",
    "party_of",
    "piece_of",
    "pieces_for",
    "put_back_evidence",
    "require_look",
    "take_evidence",
    "take_waiting",
    "uploading",
    "withdraw_evidence",
]
