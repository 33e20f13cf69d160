"""The evidence's door."""

from hetang.record.evidence import uploading
from hetang.record.evidence.access import may_look, require_look
from hetang.record.evidence.actions.add import (
    add_evidence,
    attaching,
    hand_in_evidence,
    party_of,
    take_evidence,
    take_waiting,
)
from hetang.record.evidence.actions.hand_in import (
    attaching_own,
    begin_handing_in,
    hand_in,
    may_hand_in,
    require_handing_in,
    upload_by,
)
from hetang.record.evidence.actions.withdraw import MOST_CHARS, put_back_evidence, withdraw_evidence
from hetang.record.evidence.handed import SUBJECT, handed_in, terms
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
    "attaching_own",
    "begin_handing_in",
    "count_of",
    "look_at",
    "look_over",
    "hand_in",
    "hand_in_evidence",
    "handed_in",
    "may_hand_in",
    "may_look",
    "open_content",
    "party_of",
    "piece_of",
    "pieces_for",
    "put_back_evidence",
    "require_handing_in",
    "require_look",
    "take_evidence",
    "take_waiting",
    "uploading",
    "terms",
    "upload_by",
    "withdraw_evidence",
]
