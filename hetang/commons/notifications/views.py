"""The inbox, and the outbox."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hetang.commons.accounts.api import duties_of, signed_in
from hetang.commons.notifications.actions import read_message, read_messages
from hetang.commons.notifications.models import Letter, Message
from hetang.commons.notifications.queries import KEEPER, inbox, is_open_to, outbox
from hetang.commons.notifications.unread import MARK, forget_unread
from hetang.commons.notifications.wording import PACK
from hetang.ground.lib.htmx import render
from hetang.ground.lib.labels import N_
from hetang.ground.lib.pagination import page_links
from hetang.ground.lib.refusals import NotAllowed
from hetang.ground.rulepacks import api as rulepacks

DAY = 86_400
TONES = {"queued": "info", "held": "neutral", "sent": "good", "failed": "bad", "dropped": "warn"}


@never_cache
@require_GET
def messages(request: HttpRequest) -> HttpResponse:
    """What one was told, newest first; only what is unread where asked for."""
    user = signed_in(request)
    # The list is as of now, and so is the number beside it.
    forget_unread(user.pk)
    only_unread = request.GET.get("unread") == "1"
    page, rows = inbox(user, only_unread=only_unread, cursor=request.GET.get("page", ""))
    kept = {"unread": "1"} if only_unread else {}
    context = {
        "rows": rows,
        "only_unread": only_unread,
        "newest": max((row.message.pk for row in rows), default=0),
        "any_unread": any(row.message.read_at is None for row in rows),
        **page_links(page, **kept),
    }
    return render(request, "notifications/messages.html", context)


@require_POST
def message_reading(request: HttpRequest, message: int) -> HttpResponse:
    """Read it, and on to what it is about."""
    user = signed_in(request)
    found = read_message(get_object_or_404(Message, account=user, pk=message), by=user)
    if not is_open_to(user, found):
        raise NotAllowed(N_("这件事现在不向您开放了。"), then=N_("需要时请联系承办驿站的负责人。"))
    return _marked(redirect(found.link))


@require_POST
def messages_reading(request: HttpRequest) -> HttpResponse:
    """Everything that the page showed, and what came before it, was read."""
    user = signed_in(request)
    until = request.POST.get("until", "")
    if until.isdecimal() and len(until) < 19:
        read_messages(until=int(until), by=user)
    return _marked(redirect("messages"))


@never_cache
@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """What goes out to people and what became of it, for the administrator: neither words nor numbers."""
    user = signed_in(request)
    if not duties_of(user).has(KEEPER):
        raise NotAllowed(N_("发件箱只对系统管理员开放。"), then=N_("案件的进展请在案件页面查看。"))
    state = request.GET.get("state", "")
    state = state if state in Letter.State.values else ""
    page, counts = outbox(user, state=state, cursor=request.GET.get("page", ""))
    kept = {"state": state} if state else {}
    context = {
        "rows": [(letter, rulepacks.label(PACK, letter.template)) for letter in page.items],
        "state": state,
        "states": [(value, label, counts.get(value)) for value, label in Letter.State.choices],
        "tones": TONES,
        **page_links(page, **kept),
    }
    return render(request, "notifications/outbox.html", context)


def _marked(answer: HttpResponse) -> HttpResponse:
    """With a new mark in the browser, so that no process goes on showing the old number."""
    secure = settings.SESSION_COOKIE_SECURE
    answer.set_cookie(MARK, secrets.token_urlsafe(6), max_age=DAY, samesite="Lax", secure=secure, httponly=True)
    return answer
