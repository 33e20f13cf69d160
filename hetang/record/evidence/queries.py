"""Reading a case's evidence for its page."""

from dataclasses import dataclass

from hetang.commons.accounts.api import Account
from hetang.commons.documents.api import StoredFile, kind_label, link_for
from hetang.ground.lib.labels import Label
from hetang.record.cases.api import Case, events_of, once
from hetang.record.evidence.models import Evidence

ADDED = "add_evidence"


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


def pieces_for(case: Case, reader: Account) -> list[Piece]:
    """The case's evidence in the order in which it came, with links for `reader`. One query."""
    rows = Evidence.objects.filter(case=case).select_related("file", "by").order_by("id")
    return [_piece(row, reader) for row in rows]


def count_of(case: Case) -> int:
    """How many pieces the case has, by its story, which its page has read anyway."""
    return sum(event.verb == ADDED for event in once(case, events_of))


def _piece(row: Evidence, reader: Account) -> Piece:
    has_copy = row.file.preview == StoredFile.Preview.MADE and row.file.erased_at is None
    return Piece(row, kind_label(row.file.kind), link_for(row.file, reader, "small") if has_copy else "")
