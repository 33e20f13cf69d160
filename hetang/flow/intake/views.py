"""The operator's page, and what it asks while somebody types."""

import secrets
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hetang.commons.accounts.api import Account, signed_in
from hetang.commons.knowledge.api import articles_for
from hetang.commons.people.api import note_search
from hetang.commons.places.api import Place
from hetang.flow.intake.access import get_call_back_for, reception_street, taking_street
from hetang.flow.intake.actions.draft import Page, discard_draft, keep_somewhere, save_draft
from hetang.flow.intake.forms import NOT_KEPT, ReportForm, add_refusal, emergency_form
from hetang.flow.intake.models import CallBack
from hetang.flow.intake.outcomes import EMERGENCY_BUTTON, settle
from hetang.flow.intake.queries import Asked, Caller, caller_of, draft_of, drafts_of, likely_duplicates
from hetang.ground.lib.htmx import render
from hetang.ground.lib.labels import pick
from hetang.ground.lib.moments import hm
from hetang.ground.lib.refusals import Refused, WrongState
from hetang.ground.rulepacks import api as rulepacks

KEEP = "keep"
LINE_COOKIE, LINE_SECONDS = "line", 90 * 86_400
MARK_CHARS = 40
# No key and no counter is longer.
DIGITS = 18


@never_cache
@require_http_methods(["GET", "POST"])
def registration(request: HttpRequest) -> HttpResponse:
    """Take a call, a visitor or a letter and register it, answer it or say where to turn."""
    user = signed_in(request)
    street = reception_street(user)
    if request.method == "GET":
        return _page(request, user, _begun(request, user, street))
    then = request.POST.get("then", "")
    try:
        if then == KEEP:
            return _keep(request, user)
        is_emergency = then.startswith(EMERGENCY_BUTTON)
        form = emergency_form(street, request.POST) if is_emergency else ReportForm(street, request.POST)
        if not form.is_valid():
            return _again(request, user, street)
        outcome = settle(then, form, user)
        messages.success(request, outcome.said)
        if is_emergency:
            # The line is still open: 120 after 110, or the dispute behind it, with what stands on the form.
            return _keep(request, user)
    except Refused as refusal:
        return _again(request, user, street, refusal)
    discard_draft(form.cleaned_data["submission"], by=user)
    return _remembering(redirect(outcome.url), form)


def _remembering(response: HttpResponse, form: ReportForm) -> HttpResponse:
    """Keep the line on which this desk's telephone rang: the next call mostly comes on it too."""
    line = form.cleaned_data["hotline"]
    if line and not form.cleaned_data["call_back"]:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(LINE_COOKIE, line, max_age=LINE_SECONDS, samesite="Lax", secure=secure, httponly=True)
    return response


def _keep(request: HttpRequest, user: Account) -> HttpResponse:
    """Keep the form and show it again; as another one where it was sent already, or changed in another tab."""
    asked = request.POST.get("submission", "")[:MARK_CHARS]
    kept = keep_somewhere(asked, typed(request.POST), by=user, page=_tab(request))
    if kept is None:
        return redirect("registration")
    if kept.submission != asked:
        messages.warning(request, _("这张登记表已经送出，或在另一个标签页改过；写的内容另存为一份草稿。"))
    return redirect(f"{reverse('registration')}?draft={kept.submission}")


def _again(request: HttpRequest, user: Account, street: Place, refusal: Refused | None = None) -> HttpResponse:
    """The form with what stands in the way, every word in it, and kept: whoever leaves the page finds it again."""
    sent = request.POST.copy()
    # Too many drafts, or too long a text: then it is at least on the page.
    with suppress(Refused):
        kept = keep_somewhere(sent.get("submission", "")[:MARK_CHARS], typed(sent), by=user, page=_tab(request))
        if kept is not None:
            sent["submission"] = kept.submission
    form = ReportForm(street, sent, text_needed=refusal is None)
    if form.is_valid() and refusal is None:
        form.add_error(None, _("这张登记表的标记不完整，已换成一张新的；请核对后再送出。"))
    if refusal is not None:
        add_refusal(form, refusal)
    return _page(request, user, form, status=refusal.status if refusal else 422)


def _tab(request: HttpRequest) -> Page:
    turn = request.POST.get("turn", "")
    is_number = turn.isdecimal() and len(turn) < DIGITS
    return Page(request.POST.get("tab", "")[:16], int(turn) if is_number else 0, request.POST.get("seen", "")[:40])


def _begun(request: HttpRequest, user: Account, street: Place) -> ReportForm:
    """An empty form, one that was begun, or one for somebody who was rung back."""
    draft = draft_of(user, request.GET.get("draft", "")[:MARK_CHARS])
    if draft is not None:
        return ReportForm(street, initial={**draft.fields, "submission": draft.submission})
    initial: dict[str, Any] = {
        "submission": secrets.token_hex(16),
        "hotline": request.COOKIES.get(LINE_COOKIE, "")[:DIGITS],
    }
    if (key := request.GET.get("call_back", "")).isdecimal() and len(key) < DIGITS:
        found = get_call_back_for(user, int(key))
        initial |= {"call_back": found.pk, "hotline": str(found.hotline_id or "")}
    return ReportForm(street, initial=initial)


def _page(request: HttpRequest, user: Account, form: ReportForm, status: int = 200) -> HttpResponse:
    here = str(form["submission"].value() or "")
    language = get_language() or "zh"
    emergency = rulepacks.entry("triage", "emergency") or {"channels": []}
    drafts = drafts_of(user)
    context = {
        "form": form,
        "drafts": [(draft, first_words(draft.fields)) for draft in drafts if draft.submission != here],
        "emergency": [(c["key"], pick(c["label"], language), pick(c["tell"], language)) for c in emergency["channels"]],
        "ringing": _ringing(user, form),
        "tab": request.POST.get("tab", "")[:16] or secrets.token_hex(8),
        "seen": next((draft.mark for draft in drafts if draft.submission == here), ""),
    }
    return render(request, "intake/registration.html", context, status=status)


def _ringing(user: Account, form: ReportForm) -> CallBack | None:
    key = str(form["call_back"].value() or "")
    # A form that came back with one that is gone says so by itself.
    with suppress(Refused):
        return get_call_back_for(user, int(key)) if key.isdecimal() and len(key) < DIGITS else None
    return None


def first_words(fields: dict[str, str], most: int = 24) -> str:
    """How one tells one draft from another."""
    words = fields.get("text") or fields.get("applicant") or fields.get("applicant_phone") or _("（还没有写）")
    return words if len(words) <= most else words[:most] + "…"


def typed(post: QueryDict) -> dict[str, str]:
    """What of a form belongs into its draft."""
    return {name: post.get(name, "") for name in ReportForm.base_fields if name not in NOT_KEPT}


@never_cache
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Keep what is typed so far, at every pause; says when it did, or (409) why it was not kept."""
    user = signed_in(request)
    taking_street(user)
    fields, status = typed(request.POST), 200
    try:
        kept = save_draft(request.POST.get("submission", "")[:MARK_CHARS], fields, by=user, page=_tab(request))
        said = _("%(at)s 已存草稿") % {"at": hm(kept.saved_at)} if kept else ""
        if kept is None and any(value.strip() for value in fields.values()):
            said, status = _("这张登记表已经送出，没有再存；点“存草稿”会另存一份。"), 409
    except WrongState as refusal:
        said, status = f"{_(refusal.what)}{_(refusal.then)}", refusal.status
    return HttpResponse(said, content_type="text/plain; charset=utf-8", status=status)


@require_POST
def draft_discarding(request: HttpRequest) -> HttpResponse:
    """Throw one draft away."""
    discard_draft(request.POST.get("submission", "")[:MARK_CHARS], by=signed_in(request))
    return redirect("registration")


@never_cache
@require_POST
def caller(request: HttpRequest) -> HttpResponse:
    """Who rings from the number typed so far: posted, since no number stands in an address."""
    user = signed_in(request)
    taking_street(user)
    found = caller_of(user, request.POST.get("applicant_phone", "")[:30])
    if found is not None:
        note_search(user, "caller", len(found.people))
    return render(request, "intake/caller.html", {"known": found, "named": _named(found)})


def _named(found: Caller | None) -> list[tuple[int, str]]:
    return [(person.pk, person.name) for person in found.people] if found else []


@never_cache
@require_POST
def hints(request: HttpRequest) -> HttpResponse:
    """Articles that answer what was said so far, and cases that may be the same matter."""
    user = signed_in(request)
    street = taking_street(user)
    said = {name: request.POST.get(name, "")[:5000] for name in Asked.__dataclass_fields__}
    asked = Asked(**{**said, "phone": request.POST.get("applicant_phone", "")[:30]})
    context = {
        "articles": articles_for(street, asked.text),
        "duplicates": likely_duplicates(user, asked),
    }
    return render(request, "intake/hints.html", context)
