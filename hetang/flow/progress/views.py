"""Who is told what; and who was not reached."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hetang.commons.accounts.api import signed_in
from hetang.flow.progress.explaining import explained
from hetang.flow.progress.otherwise import OLDEST, tell_otherwise, undelivered_for
from hetang.ground.lib.htmx import render
from hetang.ground.lib.pagination import merged_page, page_links
from hetang.record.cases.api import get_case_for


@require_GET
def message_rules(request: HttpRequest) -> HttpResponse:
    """The table in words."""
    return render(request, "progress/rules.html", {"table": explained()})


@never_cache
@require_GET
def undelivered(request: HttpRequest) -> HttpResponse:
    """Who was not reached, in the cases that one may see."""
    page = merged_page([undelivered_for(signed_in(request))], OLDEST, request.GET.get("page", ""))
    return render(request, "progress/undelivered.html", {"rows": page.items, **page_links(page)})


@require_POST
def undelivered_telling(request: HttpRequest, number: str, party: int) -> HttpResponse:
    """They were told in another way."""
    user = signed_in(request)
    case = get_case_for(user, number)
    get_object_or_404(case.parties, pk=party)
    means, note = request.POST.get("means", ""), request.POST.get("note", "")
    tell_otherwise(case, party=party, means=means, note=note, by=user)
    messages.success(request, _("已记录：用别的方式告知了当事人。"))
    return redirect(case)
