"""Files that were sent and taken; for other rooms also the samples and the scanner (one door)."""

from hetang.commons.accounts.api import Account
from hetang.commons.documents.actions.receive import append_pieces, begin_upload
from hetang.commons.documents.actions.take import take_upload
from hetang.commons.documents.models import StoredFile, Upload
from hetang.commons.documents.tests import clamd, samples

__all__ = ["SUBJECT", "clamd", "keep", "samples", "sent", "taken"]

SUBJECT = ("case", 7)


def keep(_file: StoredFile) -> None:
    """A room that takes everything."""


def sent(content: bytes, by: Account, name: str = "照片.jpg", subject: tuple[str, int] = SUBJECT) -> Upload:
    """An upload whose bytes are all here."""
    upload = begin_upload(*subject, name=name, size=len(content), by=by)
    return append_pieces(upload, [content], at=0)


def taken(
    by: Account, content: bytes | None = None, name: str = "照片.jpg", subject: tuple[str, int] = SUBJECT
) -> StoredFile:
    """A file that was taken."""
    return take_upload(sent(content or samples.jpeg(), by, name, subject), attach=keep)
