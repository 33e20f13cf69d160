"""Looking at evidence, from a page or a program: who may is asked each time, and each look is written down with its piece."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase

from hetang.commons.accounts.api import Account
from hetang.commons.documents.api import StoredFile, link_for, open_link, serving
from hetang.commons.people.api import note_read
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import WrongState
from hetang.record.cases.api import Case, NoSuchCase, get_case_for
from hetang.record.evidence.access import require_look
from hetang.record.evidence.models import Evidence
from hetang.record.evidence.queries import Piece, pieces_for

# What is written down: a look at a case's evidence with its small pictures, at one piece, at the file as it was received.
CASE, PIECE = "case", "evidence"
ORIGINAL = "original"
Find = Callable[[Account, str], Case]


@dataclass(frozen=True)
class Look:
    """One piece and the links by which its reader opens it for a few minutes: a copy to look at and the original, "" where
    there is none."""

    evidence: Evidence
    view: str
    original: str


def look_over(case: Case, reader: Account) -> list[Piece]:
    """All evidence of a case that `reader` sees. Raises `NotAllowed`."""
    require_look(reader, case)
    note_read(reader, CASE, case.pk, subject=case.number, field=PIECE)
    return pieces_for(case, reader)


def look_at(case: Case, key: int, reader: Account) -> Look:
    """One piece of a case that `reader` sees. Raises `NotAllowed`, `NoSuchCase`."""
    require_look(reader, case)
    found = piece_of(case, key)
    note_read(reader, PIECE, found.pk, subject=case.number, field=PIECE)
    file = found.file
    if file.erased_at is not None or found.withdrawn_at is not None:
        return Look(found, "", "")
    view = link_for(file, reader, "view") if file.preview == StoredFile.Preview.MADE else ""
    return Look(found, view, link_for(file, reader))


def piece_of(case: Case, key: int) -> Evidence:
    """The piece of this case. Raises `NoSuchCase`."""
    rows = Evidence.objects.select_related("case", "file", "by", "withdrawn_by", "party__person")
    found = rows.filter(case=case, pk=key).first()
    if found is None:
        raise NoSuchCase(N_("没有找到这份证据。"), then=N_("请从案件的证据列表里打开。"))
    return found


def open_content(
    request: HttpRequest, link: str, reader: Account, *, save: bool = False, find: Find = get_case_for
) -> HttpResponseBase:
    """What a link leads to. Asked anew whether its reader may still look: a case is sealed from one minute to the next.

    `find` a case by its number as far as `reader` sees it.
    """
    opened = open_link(link, reader)
    found = Evidence.objects.select_related("file", "case").filter(file=opened.file).first()
    if found is None:
        raise NoSuchCase(N_("没有找到这份证据。"), then=N_("请从案件的证据列表里打开。"))
    case = find(reader, found.case.number)
    require_look(reader, case)
    if found.withdrawn_at is not None:
        raise WrongState(N_("这份证据已经撤下，不能打开。"), then=N_("理由写在办理经过里；确需使用时请先恢复。"))
    answer = serving.answer(request, found.file, opened.variant, save=save)
    if opened.variant != "small" and serving.begins(request):
        field = PIECE if opened.variant else ORIGINAL
        note_read(reader, PIECE, found.pk, subject=case.number, field=field)
    return answer
