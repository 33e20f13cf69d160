"""A case's evidence: the list, one piece, and its content behind a link."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hetang.commons.accounts.api import signed_in
from hetang.commons.documents.api import StoredFile, kind_label, limits, link_for, open_link, serving
from hetang.commons.people.api import note_read
from hetang.ground.lib.htmx import render
from hetang.record.cases.api import get_case_for, may_edit
from hetang.record.evidence.access import require_look
from hetang.record.evidence.models import Evidence
from hetang.record.evidence.queries import pieces_for

# What is written down: a look at a case's evidence with its small pictures, at one piece, at the file as it was received.
CASE, PIECE = "case", "evidence"
ORIGINAL = "original"


@never_cache
@require_GET
def evidence(request: HttpRequest, number: str) -> HttpResponse:
    """All of it."""
    user = signed_in(request)
    case = get_case_for(user, number)
    require_look(user, case)
    note_read(user, CASE, case.pk, subject=case.number, field=PIECE)
    pieces = pieces_for(case, user)
    waiting = any(each.file.preview == StoredFile.Preview.WAITING for each in pieces)
    again = request.GET.get("again", "0")
    context = {
        "case": case,
        "pieces": pieces,
        "waiting": waiting,
        "again": int(again) + 1 if again.isdecimal() and len(again) < 3 else 1,
        "may_add": may_edit(user, case),
    }
    return render(request, "evidence/list.html", context, partial="pieces")


@never_cache
@require_GET
def piece(request: HttpRequest, number: str, piece: int) -> HttpResponse:
    """One piece, as large as a page shows it, with what is known of it."""
    user = signed_in(request)
    case = get_case_for(user, number)
    require_look(user, case)
    found = get_object_or_404(Evidence.objects.select_related("file", "by"), case=case, pk=piece)
    note_read(user, PIECE, found.pk, subject=case.number, field=PIECE)
    file = found.file
    context = {
        "case": case,
        "evidence": found,
        "file": file,
        "kind": kind_label(file.kind),
        "minutes": limits().link.seconds // 60,
        "view": link_for(file, user, "view") if file.preview == StoredFile.Preview.MADE else "",
        "original": link_for(file, user) if file.erased_at is None else "",
    }
    return render(request, "evidence/piece.html", context)


@require_GET
def content(request: HttpRequest, link: str) -> HttpResponseBase:
    """What a link leads to. Asked anew whether its reader may still look: a case is sealed from one minute to the next."""
    user = signed_in(request)
    opened = open_link(link, user)
    found = get_object_or_404(Evidence.objects.select_related("file", "case"), file=opened.file)
    case = get_case_for(user, found.case.number)
    require_look(user, case)
    answer = serving.answer(request, found.file, opened.variant, save="save" in request.GET)
    if opened.variant != "small" and serving.begins(request):
        field = PIECE if opened.variant else ORIGINAL
        note_read(user, PIECE, found.pk, subject=case.number, field=field)
    return answer
