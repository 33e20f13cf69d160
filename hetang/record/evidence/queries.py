"""Reading a case's evidence for its page."""

from dataclasses import dataclass

from hetang.commons.accounts.api import Account, is_online_desk
from hetang.commons.documents.api import StoredFile, kind_label, link_for
from hetang.ground.lib.labels import Label
from hetang.record.cases.api import Case, events_of, once
from hetang.record.evidence.handed import HAND_IN
from hetang.record.evidence.models import Evidence

# What each verb does to their number.
COUNTS = {"add_evidence": 1, "add_evidence_of": 1, HAND_IN: 1, "withdraw_evidence": -1, "put_back_evidence": 1}


@dataclass(frozen=True)
class Piece:
    """One piece of evidence as its page shows it to one reader; `thumb` is a link, "" where there is no copy."""

    evidence: Evidence
    kind: Label
    thumb: str

    @property
    def file(self) -> StoredFile:
        """The file itself."""
        return self.evidence.file

    @property
    def is_own(self) -> bool:
        """Whether the party sent it from their own page."""
        return is_online_desk(self.evidence.by)


def pieces_for(case: Case, reader: Account) -> list[Piece]:
    """The case's evidence in the order in which it came, with links for `reader`. One query.

    Withdrawn ones come last, without links.
    """
    rows = Evidence.objects.filter(case=case).select_related("file", "by", "party__person").order_by("id")
    return sorted((_piece(row, reader) for row in rows), key=lambda piece: piece.evidence.withdrawn_at is not None)


def count_of(case: Case) -> int:
    """How many pieces count in the case, by its story, which its page has read anyway."""
    return sum(COUNTS.get(event.verb, 0) for event in once(case, events_of))


def _piece(row: Evidence, reader: Account) -> Piece:
    has_copy = row.file.preview == StoredFile.Preview.MADE and row.file.erased_at is None and row.withdrawn_at is None
    return Piece(row, kind_label(row.file.kind), link_for(row.file, reader, "small") if has_copy else "")
