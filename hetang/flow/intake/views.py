"""The operator's page."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hetang.commons.accounts.api import duties_of, signed_in
from hetang.commons.places.api import place
from hetang.flow.intake.actions.register import Report, register_case
from hetang.flow.intake.forms import ReportForm
from hetang.flow.intake.models import Contact
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import NotAllowed
from hetang.record.cases.api import CASE, Case


@require_http_methods(["GET", "POST"])
def registration(request: HttpRequest) -> HttpResponse:
    """Take a call, a visitor or a letter and register it."""
    user = signed_in(request)
    duties = duties_of(user)
    street = place(duties.home_street)
    if street is None or not duties.has(*CASE.move("register").duties):
        raise NotAllowed(N_("您没有登记案件的职责。"), then=N_("请由热线话务员或驿站负责人登记。"))
    if request.method == "GET":
        form = ReportForm(street.code, initial={"submission": secrets.token_hex(16)})
        return render(request, "intake/registration.html", {"form": form})
    form = ReportForm(street.code, request.POST)
    if not form.is_valid():
        return render(request, "intake/registration.html", {"form": form}, status=422)
    data = form.cleaned_data
    report = Report(
        text=data["text"],
        street=street,
        applicant=data["applicant"],
        applicant_phone=data["applicant_phone"],
        respondent=data["respondent"],
        respondent_phone=data["respondent_phone"],
        channel=data["channel"],
        hotline=form.hotlines.get(data["hotline"]) if data["channel"] == Contact.Channel.HOTLINE else None,
        community=form.communities.get(data["community"]),
        place_text=data["place_text"],
        kind=data["kind"] or Case.Kind.DISPUTE,
        category=data["category"],
        amount_fen=data["amount"],
        submission=data["submission"],
    )
    case = register_case(report, by=user)
    messages.success(
        request, _("已登记，编号 %(number)s，查询码 %(code)s。") % {"number": case.number, "code": case.code}
    )
    return redirect(case)
