"""Who is let through: sessions that are not too old, people who have done what is due."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse

from hetang.commons.accounts import unsent
from hetang.commons.accounts.actions.sessions import end_session, touch_session
from hetang.commons.accounts.actions.signin import PASSWORD, SECOND_FACTOR
from hetang.commons.accounts.forms import SignInForm
from hetang.commons.accounts.models import Session
from hetang.commons.accounts.policy import policy, wall
from hetang.ground.lib.htmx import render

DUE = "due"
AUTOMATIC = "X-Automatic"
EXPIRED = "expired_account"
WHY = "why"
# Where somebody may go who has to change a password or enrol a second factor first.
OPEN = {
    PASSWORD: {"account-password"},
    SECOND_FACTOR: {"account-second-factor", "account-password"},
}
ALWAYS_OPEN = {"logout", "login", "set-language", "set-theme", "offline"}


class SignInRequired(LoginRequiredMiddleware):
    """Django's rule that every view asks for a login, with an end to sessions and with first things first."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        _end_if_old(request)
        answer: Any = super().__call__(request)
        return answer

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        answer: HttpResponseBase | None = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is not None or not request.user.is_authenticated:
            return answer
        return _first_things_first(request)

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> Any:
        """The sign-in page; for a form that was sent too late, with what had been typed."""
        if AUTOMATIC in request.headers:
            # Nobody sent anything: no sign-in page may take the place of what is being typed.
            return HttpResponse(status=401)
        came_late = settings.SESSION_COOKIE_NAME in request.COOKIES
        if request.method == "POST" and came_late:
            return _expired_form(request)
        if came_late and getattr(request, EXPIRED, None):
            query = urlencode({"next": request.get_full_path(), WHY: "idle"})
            return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")
        answer: HttpResponseBase = super().handle_no_permission(request, view_func)
        return answer


def _end_if_old(request: HttpRequest) -> None:
    """End a session that was idle or lasted too long; note at most once a minute that it was seen."""
    if not request.session.session_key or not request.user.is_authenticated:
        return
    row: Session | None = getattr(request.session, "row", None)
    if row is None:
        return
    rules, now = policy(), wall()
    if now - row.seen_at > rules.idle or now - row.started_at > rules.longest:
        setattr(request, EXPIRED, row.account_id)
        if _is_by_itself(request):
            # Ended here, the session would take its cookie along, and the form that is sent next would not be known
            # as one that came late: its words would be lost.
            request.user = AnonymousUser()
        else:
            end_session(request)
    # What a page fetches by itself is nobody's presence.
    elif AUTOMATIC not in request.headers and now - row.seen_at >= rules.seen_every:
        touch_session(row, now)


def _is_by_itself(request: HttpRequest) -> bool:
    """Whether the page asks in the background, and nobody went to another one."""
    return AUTOMATIC in request.headers or request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"


def _first_things_first(request: HttpRequest) -> HttpResponseBase | None:
    due = request.session.get(DUE) or []
    here = request.resolver_match.url_name if request.resolver_match else ""
    if not due or here in ALWAYS_OPEN or here in OPEN[due[0]]:
        return None
    page = "account-password" if due[0] == PASSWORD else "account-second-factor"
    return HttpResponseRedirect(reverse(page))


def _expired_form(request: HttpRequest) -> HttpResponse:
    found = unsent.collect(request, getattr(request, EXPIRED, None) or 0)
    packed = unsent.pack(found)
    form = SignInForm(initial={"unsent": packed})
    # What the frame of the page needs of a request that is a form: it is shown as the sign-in page is.
    context = {"form": form, "typed": found.texts, "next": found.page, "was_late": True, "packed": packed}
    response = render(request, "accounts/sign_in.html", context, status=401)
    # htmx would put the sign-in page into a corner of the old one.
    response.headers["HX-Retarget"] = "body"
    response.headers["HX-Reswap"] = "innerHTML"
    return response
