"""Consents over HTTP, and the notices as they are read out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hetang.commons.accounts.api import duties_of, signed_in
from hetang.ground.lib.htmx import form_again, render
from hetang.record.cases.api import get_case_for, parties_of, require_edit
from hetang.record.rights.actions.consent import record_consent, withdraw_consent
from hetang.record.rights.forms import ConsentForm
from hetang.record.rights.models import Consent
from hetang.record.rights.notices import notices_for


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """The notices in force for the reader's street, or those of an earlier version, to read out or print."""
    street = duties_of(signed_in(request)).home_street
    version = request.GET.get("version", "")
    shown = notices_for(street, int(version) if version.isdecimal() and len(version) < 6 else None)
    return render(request, "rights/notices.html", {"shown": shown})


@require_POST
def consents(request: HttpRequest, number: str) -> HttpResponse:
    """Record that somebody was told and agreed."""
    case = get_case_for(signed_in(request), number)
    form = ConsentForm(parties_of(case), request.POST)
    party = form.chosen("party") if form.is_valid() else None
    if party is None:
        # The form names the case's people in full.
        require_edit(signed_in(request), case)
        return form_again(request, form, title=_("告知与同意"), submit=_("记下"), back=case.get_absolute_url())
    data = form.cleaned_data
    record_consent(
        party,
        notice=data["notice"],
        means=data["means"],
        basis=data["basis"],
        guardian=form.chosen("guardian"),
        by=signed_in(request),
    )
    messages.success(request, _("已记下。"))
    return redirect(case)


@require_POST
def withdrawal(request: HttpRequest, number: str, consent: int) -> HttpResponse:
    """Record that somebody takes their consent back, and say what stops and what stays."""
    case = get_case_for(signed_in(request), number)
    found = get_object_or_404(Consent.objects.select_related("case"), case=case, pk=consent)
    withdraw_consent(found, means=request.POST.get("means", "phone"), by=signed_in(request))
    messages.success(request, _("撤回已记下。停止什么、依法保留什么，见“告知与同意”。"))
    return redirect(case)
