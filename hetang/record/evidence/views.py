"""A case's evidence: the list, one piece, and its content behind a link."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hetang.commons.accounts.api import signed_in
from hetang.commons.documents.api import StoredFile, kind_label, limits, link_for, open_link, serving
from hetang.commons.people.api import note_read
from hetang.ground.lib.htmx import render
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import WrongState
from hetang.record.cases.api import Case, get_case_for, may_edit, parties_of
from hetang.record.evidence.access import require_look
from hetang.record.evidence.actions.withdraw import MOST_CHARS, put_back_evidence, withdraw_evidence
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
    again, may_add = request.GET.get("again", "0"), may_edit(user, case)
    context = {
        "case": case,
        "pieces": pieces,
        "waiting": waiting,
        "again": int(again) + 1 if again.isdecimal() and len(again) < 3 else 1,
        "may_add": may_add,
        "parties": parties_of(case) if may_add else [],
    }
    return render(request, "evidence/list.html", context, partial="pieces")


@never_cache
@require_GET
def piece(request: HttpRequest, number: str, piece: int) -> HttpResponse:
    """One piece, as large as a page shows it, with what is known of it."""
    user = signed_in(request)
    case = get_case_for(user, number)
    require_look(user, case)
    found = _piece_of(case, piece)
    note_read(user, PIECE, found.pk, subject=case.number, field=PIECE)
    file = found.file
    is_open = file.erased_at is None and found.withdrawn_at is None
    context = {
        "case": case,
        "evidence": found,
        "file": file,
        "kind": kind_label(file.kind),
        "minutes": limits().link.seconds // 60,
        "view": link_for(file, user, "view") if is_open and file.preview == StoredFile.Preview.MADE else "",
        "original": link_for(file, user) if is_open else "",
        "may_edit": may_edit(user, case),
        "most": MOST_CHARS,
    }
    return render(request, "evidence/piece.html", context)


@require_POST
def withdrawal(request: HttpRequest, number: str, piece: int) -> HttpResponse:
    """Take a piece out of use."""
    user = signed_in(request)
    case = get_case_for(user, number)
    withdraw_evidence(_piece_of(case, piece), reason=request.POST.get("reason", ""), by=user)
    messages.success(request, _("已撤下。文件和理由都保留在案卷里，需要时可以恢复。"))
    return redirect("case-evidence", case.number)


@require_POST
def return_of(request: HttpRequest, number: str, piece: int) -> HttpResponse:
    """Put a withdrawn piece back."""
    user = signed_in(request)
    case = get_case_for(user, number)
    put_back_evidence(_piece_of(case, piece), by=user)
    messages.success(request, _("已恢复。"))
    return redirect("case-evidence", case.number)


def _piece_of(case: Case, piece: int) -> Evidence:
    rows = Evidence.objects.select_related("case", "file", "by", "withdrawn_by", "party__person")
    return get_object_or_404(rows, case=case, pk=piece)


@require_GET
def content(request: HttpRequest, link: str) -> HttpResponseBase:
    """What a link leads to. Asked anew whether its reader may still look: a case is sealed from one minute to the next."""
    user = signed_in(request)
    opened = open_link(link, user)
    found = get_object_or_404(Evidence.objects.select_related("file", "case"), file=opened.file)
    case = get_case_for(user, found.case.number)
    require_look(user, case)
    if found.withdrawn_at is not None:
        raise WrongState(N_("这份证据已经撤下，不能打开。"), then=N_("理由写在办理经过里；确需使用时请先恢复。"))
    answer = serving.answer(request, found.file, opened.variant, save="save" in request.GET)
    if opened.variant != "small" and serving.begins(request):
        field = PIECE if opened.variant else ORIGINAL
        note_read(user, PIECE, found.pk, subject=case.number, field=field)
    return answer
