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
from hetang.faces.portal.photos import Handed, part_for
from hetang.flow.inquiry.api import ask_code, leave, open_visit, terms, visitor
from hetang.flow.intake.api import withdrawal_asked
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Refused
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import (
    APPLICANT,
    Case,
    Party,
    events_of,
    lines_for,
    once,
    promise_to,
    side_of,
    state_for,
)
from hetang.record.evidence.api import may_hand_in
from hetang.record.followup.api import has_rated, is_asked

# Both stay on residents' pages: no page of the staff ever sees them, nor do these pages look at a staff session.
TICKET, VISIT, DEMO_CODE, PATH = "hetang_ticket", "hetang_visit", "hetang_demo_code", "/p/matter/"
SAID = "said"
NEWS = {
    "rated": N_("谢谢，您的评价收到了。"),
    "told": N_("收到了，工作人员会看到。"),
    "handed": N_("收到了，承办的工作人员会看到；对方看不到。"),
    "waiting": N_("文件已经传上来，正在检查；检查完会自动收下。"),
    "withdrawing": N_("收到了您撤回的要求。工作人员会打电话向您确认，确认之前照常办理。"),
    "going_on": N_("记下了：不撤回，照常办理。"),
}


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
        return shown(request, party)
    form = AskForm(request.POST or None, initial={"code": request.GET.get("code", "")[:30]})
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_code(form.cleaned_data["code"], form.cleaned_data["phone"])
        except Refused as refused:
            add_refusal(form, refused)
            return show(request, "portal/ask.html", around(form=form), status=refused.status)
        response = redirect("portal-code")
        _keep(response, TICKET, asked.ticket, int(terms().code.total_seconds()))
        if settings.DEMO:
            # Nobody's telephone rings in a demonstration, and its people are invented.
            _keep(response, DEMO_CODE, asked.code, int(terms().code.total_seconds()))
        return response
    return show(request, "portal/ask.html", around(form=form), status=422 if form.is_bound else 200)


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
    return show(request, "portal/code.html", around(form=form, demo_code=shown, minutes=minutes), status=status)


@resident_page
@never_cache
@require_POST
def leaving(request: HttpRequest) -> HttpResponse:
    """Close the matter on this device."""
    leave(request.COOKIES.get(VISIT, ""))
    response = redirect("portal")
    response.delete_cookie(VISIT, path=PATH, samesite="Lax")
    return response


def visitor_of(request: HttpRequest) -> Party:
    """The party whose visit this is. Raises `Closed`."""
    party = visitor(request.COOKIES.get(VISIT, ""))
    if party is None:
        raise Closed(N_("打开得太久，已经自动退出。"), then=N_("请用查询码和电话重新打开；刚才写的没有存下。"))
    return party


def shown(
    request: HttpRequest,
    party: Party,
    *,
    rating_form: RatingForm | None = None,
    words_form: WordsForm | None = None,
    handed: Handed | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of the matter, as this party may know it."""
    case = party.case
    asks = is_asked(case) and not has_rated(party, case)
    asked = withdrawal_asked(case, once(case, events_of))
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
        "photos": part_for(party, form=reverse("portal-photos"), uploads=reverse("portal-uploads"), handed=handed),
        "may_withdraw": side_of(party) == APPLICANT and may_hand_in(case),
        "withdrawal": asked is not None and asked.body["party"] == party.pk,
        "news": _(NEWS[said]) if (said := request.GET.get(SAID, "")) in NEWS else "",
    }
    return show(request, "portal/matter.html", around(**context), status=status)


def _station(case: Case) -> object:
    """The unit in charge with its address and its own telephone, where it is a station."""
    return next((each for each in stations_of(case.street) if each.unit_id == case.unit_id), None)


def _may_add(case: Case) -> bool:
    """What is kept closely is told on the telephone; a voided registration has to be made anew."""
    return case.sensitivity == Case.Sensitivity.NORMAL and case.state != "voided"


def around(**context: object) -> dict[str, object]:
    """What every page of a matter has beside its own."""
    return {"lines": lines(), "back_to": reverse("portal-matter"), **context}


def _keep(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, value, max_age=seconds, path=PATH, httponly=True, secure=secure, samesite="Lax")
