"""My matter: code and number, the one-time code, how far it is, what one thinks of it."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hetang.commons.alliance.api import stations_of
from hetang.faces.portal.forms import AskForm, CodeForm, RatingForm, WordsForm, add_refusal
from hetang.faces.portal.pages import lines, resident_page, show
from hetang.flow.inquiry.api import ask_code, leave, open_visit, terms, visitor
from hetang.flow.intake.api import tell_online
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Refused
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import APPLICANT, Case, Party, lines_for, promise_to, side_of, state_for
from hetang.record.followup.api import has_rated, is_asked, rate_case

# Both stay on residents' pages: no page of the staff ever sees them, nor do these pages look at a staff session.
TICKET, VISIT, DEMO_CODE, PATH = "hetang_ticket", "hetang_visit", "hetang_demo_code", "/p/matter/"
SAID = "said"
NEWS = {"rated": N_("谢谢，您的评价收到了。"), "told": N_("收到了，工作人员会看到。")}


class Closed(Refused):
    """The visit is over, or never began."""

    status = 403


@resident_page
@never_cache
@require_http_methods(["GET", "POST"])
def matter(request: HttpRequest) -> HttpResponse:
    """The matter of whoever opened it here; else the two things that are asked for."""
    party = visitor(request.COOKIES.get(VISIT, ""))
    if request.method == "GET" and party is not None and not request.GET.get("code"):
        return _shown(request, party)
    form = AskForm(request.POST or None, initial={"code": request.GET.get("code", "")[:30]})
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_code(form.cleaned_data["code"], form.cleaned_data["phone"])
        except Refused as refused:
            add_refusal(form, refused)
            return show(request, "portal/ask.html", _around(form=form), status=refused.status)
        response = redirect("portal-code")
        _keep(response, TICKET, asked.ticket, int(terms().code.total_seconds()))
        if settings.DEMO:
            # Nobody's telephone rings in a demonstration, and its people are invented.
            _keep(response, DEMO_CODE, asked.code, int(terms().code.total_seconds()))
        return response
    return show(request, "portal/ask.html", _around(form=form), status=422 if form.is_bound else 200)


@resident_page
@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The six digits open the matter. The page says the same whether or not any were sent."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            secret = open_visit(request.COOKIES.get(TICKET, ""), form.cleaned_data["code"])
        except Refused as refused:
            add_refusal(form, refused)
            return _code_page(request, form, refused.status)
        response = redirect("portal-matter")
        _keep(response, VISIT, secret, int(terms().longest.total_seconds()))
        for done in (TICKET, DEMO_CODE):
            response.delete_cookie(done, path=PATH, samesite="Lax")
        return response
    return _code_page(request, form, 422 if form.is_bound else 200)


def _code_page(request: HttpRequest, form: CodeForm, status: int) -> HttpResponse:
    shown = request.COOKIES.get(DEMO_CODE, "") if settings.DEMO else ""
    minutes = int(terms().code.total_seconds() // 60)
    return show(request, "portal/code.html", _around(form=form, demo_code=shown, minutes=minutes), status=status)


@resident_page
@never_cache
@require_POST
def rating(request: HttpRequest) -> HttpResponse:
    """What the visitor thinks of how it ended."""
    party, form = _visitor(request), RatingForm(request.POST)
    if not form.is_valid():
        return _shown(request, party, rating_form=form, status=422)
    data = form.cleaned_data
    rate_case(party, solved=data["solved"], satisfaction=data["satisfaction"], note=data["note"])
    return redirect(f"{reverse('portal-matter')}?{SAID}=rated")


@resident_page
@never_cache
@require_POST
def words(request: HttpRequest) -> HttpResponse:
    """What the visitor adds; on a closed matter it asks the station to look again."""
    party, form = _visitor(request), WordsForm(request.POST)
    if not form.is_valid():
        return _shown(request, party, words_form=form, status=422)
    tell_online(party, text=form.cleaned_data["text"], submission=form.cleaned_data["submission"])
    return redirect(f"{reverse('portal-matter')}?{SAID}=told")


@resident_page
@never_cache
@require_POST
def leaving(request: HttpRequest) -> HttpResponse:
    """Close the matter on this device."""
    leave(request.COOKIES.get(VISIT, ""))
    response = redirect("portal")
    response.delete_cookie(VISIT, path=PATH, samesite="Lax")
    return response


def _visitor(request: HttpRequest) -> Party:
    party = visitor(request.COOKIES.get(VISIT, ""))
    if party is None:
        raise Closed(N_("打开得太久，已经自动退出。"), then=N_("请用查询码和电话重新打开；刚才写的没有存下。"))
    return party


def _shown(
    request: HttpRequest,
    party: Party,
    *,
    rating_form: RatingForm | None = None,
    words_form: WordsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    case = party.case
    asks = is_asked(case) and not has_rated(party, case)
    fresh = WordsForm(initial={"submission": secrets.token_hex(16)})
    context = {
        "case": case,
        "is_applicant": side_of(party) == APPLICANT,
        "category": rulepacks.label("categories", case.category),
        "state": state_for(case),
        "promise": promise_to(party),
        "station": _station(case),
        "told": lines_for(party),
        "rating_form": (rating_form or RatingForm()) if asks else None,
        "words_form": (words_form or fresh) if _may_add(case) else None,
        "news": _(NEWS[said]) if (said := request.GET.get(SAID, "")) in NEWS else "",
    }
    return show(request, "portal/matter.html", _around(**context), status=status)


def _station(case: Case) -> object:
    """The unit in charge with its address and its own telephone, where it is a station."""
    return next((each for each in stations_of(case.street) if each.unit_id == case.unit_id), None)


def _may_add(case: Case) -> bool:
    """What is kept closely is told on the telephone; a voided registration has to be made anew."""
    return case.sensitivity == Case.Sensitivity.NORMAL and case.state != "voided"


def _around(**context: object) -> dict[str, object]:
    return {"lines": lines(), "back_to": reverse("portal-matter"), **context}


def _keep(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, value, max_age=seconds, path=PATH, httponly=True, secure=secure, samesite="Lax")
