"""Whole pages for browsers, named blocks for htmx, from the same template and address."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import engines
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from hetang.ground.lib.jinja import RoomTemplates


def wants_part(request: HttpRequest) -> bool:
    """True for an htmx request that swaps a part; a history restore and a boosted link want the whole page."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.history_restore_request and not htmx.boosted


def render(
    request: HttpRequest, template: str, context: dict[str, Any], *, partial: str | None = None, status: int = 200
) -> HttpResponse:
    """The page `template`, or only its block `partial` where htmx asks for a part."""
    if partial and wants_part(request):
        body = pages().render_block(template, partial, context, request)
    else:
        body = pages().get_template(template).render(dict(context), request)
    response = HttpResponse(body, status=status)
    # One address has two bodies: caches must keep them apart.
    patch_vary_headers(response, ["HX-Request"])
    return response


def form_again(request: HttpRequest, form: BaseForm, *, title: str, submit: str, back: str) -> HttpResponse:
    """A small form that came back with mistakes, on a page of its own with everything typed still in it (422)."""
    context = {"title": title, "form": form, "action": request.path, "submit": submit, "back": back}
    return render(request, "lib/form_page.html", context, partial="form_part", status=422)


def pages() -> RoomTemplates:
    """The engine of our pages."""
    engine = engines.all()[0]
    assert isinstance(engine, RoomTemplates)
    return engine


def follow_login(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Send the whole browser to the login page where htmx would swap it into a corner of the old page."""
    if not getattr(request, "htmx", None) or response.status_code != 302:
        return response
    login = str(settings.LOGIN_URL)
    if urlsplit(response.headers.get("Location", "")).path != login:
        return response
    back = urlsplit(request.htmx.current_url_abs_path or "")  # type: ignore[attr-defined]
    target = back.path + (f"?{back.query}" if back.query else "")
    return HttpResponseClientRedirect(f"{login}?{urlencode({'next': target})}" if target else login)
