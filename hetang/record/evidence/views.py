"""A case's evidence: the list, one piece, and its content behind a link."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hetang.commons.accounts.api import signed_in
from hetang.commons.documents.api import StoredFile, kind_label, limits
from hetang.ground.lib.htmx import render
from hetang.record.cases.api import get_case_for, may_edit, parties_of
from hetang.record.evidence.actions.withdraw import MOST_CHARS, put_back_evidence, withdraw_evidence
from hetang.record.evidence.looking import look_at, look_over, open_content, piece_of


@never_cache
@require_GET
def evidence(request: HttpRequest, number: str) -> HttpResponse:
    """All of it."""
    user = signed_in(request)
    case = get_case_for(user, number)
    pieces = look_over(case, user)
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
    look = look_at(case, piece, user)
    context = {
        "case": case,
        "evidence": look.evidence,
        "file": look.evidence.file,
        "kind": kind_label(look.evidence.file.kind),
        "minutes": limits().link.seconds // 60,
        "view": look.view,
        "original": look.original,
        "may_edit": may_edit(user, case),
        "most": MOST_CHARS,
    }
    return render(request, "evidence/piece.html", context)


@require_POST
def withdrawal(request: HttpRequest, number: str, piece: int) -> HttpResponse:
    """Take a piece out of use."""
    user = signed_in(request)
    case = get_case_for(user, number)
    withdraw_evidence(piece_of(case, piece), reason=request.POST.get("reason", ""), by=user)
    messages.success(request, _("已撤下。文件和理由都保留在案卷里，需要时可以恢复。"))
    return redirect("case-evidence", case.number)


@require_POST
def return_of(request: HttpRequest, number: str, piece: int) -> HttpResponse:
    """Put a withdrawn piece back."""
    user = signed_in(request)
    case = get_case_for(user, number)
    put_back_evidence(piece_of(case, piece), by=user)
    messages.success(request, _("已恢复。"))
    return redirect("case-evidence", case.number)


@require_GET
def content(request: HttpRequest, link: str) -> HttpResponseBase:
    """What a link leads to."""
    return open_content(request, link, signed_in(request), save="save" in request.GET)
