"""Evidence of a case."""

from hetang.commons.accounts.api import Account
from hetang.commons.documents.api import Upload, append_pieces, begin_upload, take_upload
from hetang.commons.documents.tests.factories import samples
from hetang.record.cases.api import Case
from hetang.record.evidence.actions.add import attaching
from hetang.record.evidence.handed import SUBJECT
from hetang.record.evidence.models import Evidence


def sent(
    case: Case,
    by: Account,
    content: bytes | None = None,
    name: str = "楼道.jpg",
    given: dict[str, int] | None = None,
) -> Upload:
    """An upload for the case whose bytes are all here."""
    content = samples.jpeg() if content is None else content
    upload = begin_upload(SUBJECT, case.pk, name=name, size=len(content), given=given, by=by)
    return append_pieces(upload, [content], at=0)


def evidence(case: Case, by: Account, content: bytes | None = None, name: str = "楼道.jpg") -> Evidence:
    """A piece of evidence, as it comes from the page."""
    file = take_upload(sent(case, by, content, name), attach=attaching(case, by))
    return Evidence.objects.get(file=file)
