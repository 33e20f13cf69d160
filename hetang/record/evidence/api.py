"""The evidence's door."""

from hetang.record.evidence.access import may_look, require_look
from hetang.record.evidence.actions.add import add_evidence, attaching, hand_in_evidence, take_waiting
from hetang.record.evidence.actions.hand_in import (
    attaching_own,
    begin_handing_in,
    hand_in,
    may_hand_in,
    require_handing_in,
    upload_by,
)
from hetang.record.evidence.actions.withdraw import put_back_evidence, withdraw_evidence
from hetang.record.evidence.handed import SUBJECT, handed_in, terms
from hetang.record.evidence.models import Evidence
from hetang.record.evidence.queries import count_of, pieces_for

__all__ = [
    "SUBJECT",
    "Evidence",
    "add_evidence",
    "attaching",
    "attaching_own",
    "begin_handing_in",
    "count_of",
    "hand_in",
    "hand_in_evidence",
    "handed_in",
    "may_hand_in",
    "may_look",
    "pieces_for",
    "put_back_evidence",
    "require_handing_in",
    "require_look",
    "take_waiting",
    "terms",
    "upload_by",
    "withdraw_evidence",
]
