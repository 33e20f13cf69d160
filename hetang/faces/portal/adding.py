"""What a visitor adds to their matter: an opinion, words, files, the wish to withdraw."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hetang.faces.portal import photos as files
from hetang.faces.portal.forms import RatingForm, WithdrawalForm, WordsForm
from hetang.faces.portal.matter import SAID, around, shown, visitor_of
from hetang.faces.portal.pages import resident_page, show
from hetang.flow.intake.api import (
    ask_withdrawal,
    require_applicant,
    take_back_withdrawal,
    tell_online,
    withdrawal_asked,
)
from hetang.record.cases.api import Party, events_of
from hetang.record.evidence.api import require_handing_in
from hetang.record.followup.api import rate_case


@resident_page
@never_cache
@require_POST
def rating(request: HttpRequest) -> HttpResponse:
    """What the visitor thinks of how it ended."""
    party, form = visitor_of(request), RatingForm(request.POST)
    if not form.is_valid():
        return shown(request, party, rating_form=form, status=422)
    data = form.cleaned_data
    rate_case(party, solved=data["solved"], satisfaction=data["satisfaction"], note=data["note"])
    return _back("rated")


@resident_page
@never_cache
@require_POST
def words(request: HttpRequest) -> HttpResponse:
    """What the visitor adds; on a closed matter it asks the station to look again."""
    party, form = visitor_of(request), WordsForm(request.POST)
    if not form.is_valid():
        return shown(request, party, words_form=form, status=422)
    tell_online(party, text=form.cleaned_data["text"], submission=form.cleaned_data["submission"])
    return _back("told")


@resident_page
@never_cache
@require_POST
def photos(request: HttpRequest) -> HttpResponse:
    """Files by a plain form."""
    party = visitor_of(request)
    require_handing_in(party.case)
    handed = files.take(request, party)
    if handed.faults or not (handed.taken or handed.waiting):
        handed = files.Handed(handed.taken, handed.waiting, handed.faults or [_("还没有选文件。")])
        return shown(request, party, handed=handed, status=422)
    return _back("waiting" if handed.waiting else "handed")


@resident_page
@never_cache
@require_http_methods(["POST", "OPTIONS"])
def uploads(request: HttpRequest) -> HttpResponse:
    """A file is announced."""
    return files.announce(request, visitor_of(request), lambda token: reverse("portal-upload", args=[token]))


@resident_page
@never_cache
@require_http_methods(["HEAD", "PATCH", "DELETE"])
def upload(request: HttpRequest, token: str) -> HttpResponse:
    """More of it."""
    return files.go_on(request, visitor_of(request), token)


@resident_page
@never_cache
@require_http_methods(["GET", "POST"])
def withdrawal(request: HttpRequest) -> HttpResponse:
    """What withdrawing means, and the visitor's wish to."""
    party, form = visitor_of(request), WithdrawalForm(request.POST or None)
    require_applicant(party)
    if request.method == "GET":
        form = WithdrawalForm(initial={"submission": secrets.token_hex(16)})
        return _withdrawal_page(request, party, form)
    if not form.is_valid():
        return _withdrawal_page(request, party, form, 422)
    ask_withdrawal(party, reason=form.words(), submission=form.cleaned_data["submission"])
    return _back("withdrawing")


@resident_page
@never_cache
@require_POST
def going_on(request: HttpRequest) -> HttpResponse:
    """The visitor no longer withdraws."""
    take_back_withdrawal(visitor_of(request))
    return _back("going_on")


def _withdrawal_page(request: HttpRequest, party: Party, form: WithdrawalForm, status: int = 200) -> HttpResponse:
    asked = withdrawal_asked(party.case, events_of(party.case)) is not None
    return show(request, "portal/withdrawal.html", around(form=form, is_asked=asked), status=status)


def _back(said: str) -> HttpResponse:
    return redirect(f"{reverse('portal-matter')}?{SAID}={said}")
