"""Switches that every page carries, and the page for a lost network."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as django_set_language

from hetang.ground.lib.context import THEME_COOKIE, THEMES
from hetang.ground.lib.errors import back_address
from hetang.ground.lib.htmx import render

YEAR = 365 * 86_400

# Everybody may choose a language, signed in or not. Django checks the address to go back to.
set_language = login_not_required(django_set_language)


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep light, dark or auto in a cookie, which the server reads before the first paint."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        # A page that answered a form cannot be asked for again by its address: go where the form was.
        target = back_address(request)
    response = HttpResponseRedirect(target)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(THEME_COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=secure, httponly=True)
    return response


@login_not_required
def offline(request: HttpRequest) -> HttpResponse:
    """What to do while the network is away."""
    return render(request, "lib/offline.html", {})
