"""Archiving over HTTP."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hetang.commons.accounts.api import signed_in
from hetang.flow.archive.actions import archive_case
from hetang.record.cases.api import get_case_for


@require_POST
def archive(request: HttpRequest, number: str) -> HttpResponse:
    """Put the closed case into the archive."""
    case = get_case_for(signed_in(request), number)
    archive_case(case, by=signed_in(request))
    messages.success(request, _("已归档。"))
    return redirect(case)
