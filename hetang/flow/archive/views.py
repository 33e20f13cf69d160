"""Archiving over HTTP."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hetang.commons.accounts.api import signed_in
from hetang.flow.archive.actions import archive_case
from hetang.flow.archive.appraise import check_appraisal, propose_appraisal
from hetang.flow.archive.forms import AppraisalForm
from hetang.flow.archive.models import CaseFile
from hetang.flow.archive.retention import destroyed, get_appraisal_for, open_appraisals, require_appraiser, to_appraise
from hetang.ground.lib.htmx import form_again, render
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import get_case_for

SHOWN = 25


@require_POST
def archive(request: HttpRequest, number: str) -> HttpResponse:
    """Put the closed case into the archive."""
    case = get_case_for(signed_in(request), number)
    archive_case(case, by=signed_in(request))
    messages.success(request, _("已归档。"))
    return redirect(case)


@require_GET
def retention(request: HttpRequest) -> HttpResponse:
    """Files whose term is over, appraisals under way, and what was destroyed."""
    user = signed_in(request)
    require_appraiser(user)
    files = list(to_appraise(user)[: SHOWN + 1])
    entries = {e["key"]: e["label"] for e in rulepacks.entries("retention")}
    context = {
        "files": files[:SHOWN],
        "more": len(files) > SHOWN,
        "classes": entries,
        "appraisals": list(open_appraisals(user)[:SHOWN]),
        "destroyed": list(destroyed(user)[:SHOWN]),
        "categories": {e["key"]: e["label"] for e in rulepacks.entries("categories")},
        "me": user,
    }
    return render(request, "archive/retention.html", context)


@require_POST
def appraisal(request: HttpRequest, number: str) -> HttpResponse:
    """The first appraiser's finding."""
    case = get_case_for(signed_in(request), number)
    file = get_object_or_404(CaseFile.objects.select_related("case"), case=case)
    form = AppraisalForm(request.POST)
    if not form.is_valid():
        return form_again(request, form, title=_("到期鉴定"), submit=_("提出意见"), back=reverse("retention"))
    propose_appraisal(file, **form.cleaned_data, by=signed_in(request))
    messages.success(request, _("鉴定意见已提出，等另一个人复核。"))
    return redirect("retention")


@require_POST
def check(request: HttpRequest, key: int) -> HttpResponse:
    """The second appraiser's word."""
    user = signed_in(request)
    check_appraisal(get_appraisal_for(user, key), agrees=request.POST.get("agrees") == "yes", by=user)
    return redirect("retention")
