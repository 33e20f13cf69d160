"""Turns refusals into pages, keeps an expired login from landing inside a page, notes from where somebody asks, and gives
each request an id."""

import re
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from hetang.ground.lib import caller
from hetang.ground.lib.addresses import address_of
from hetang.ground.lib.errors import bad_request, refusal
from hetang.ground.lib.htmx import follow_login
from hetang.ground.lib.refusals import Refused

REQUEST_ID = "X-Request-Id"
# As nginx writes $request_id, and a UUID.
_RANDOM = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class RefusalMiddleware:
    """Last in the list, so that it meets a view's refusal first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _has_nul(request):
            return bad_request(request, ValueError("NUL character"))
        return follow_login(request, self.get_response(request))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page for a `Refused`; everything else goes its usual way."""
        return refusal(request, exception) if isinstance(exception, Refused) else None


def _has_nul(request: HttpRequest) -> bool:
    """PostgreSQL stores no NUL character; nobody types one, so it never is a person's text that is refused here."""
    sent = (value for values in (request.GET, request.POST) for _, many in values.lists() for value in many)
    return "\0" in request.path or any("\0" in value for value in sent if isinstance(value, str))


class RequestIds:
    """First of all: whoever asks about an answer names its X-Request-Id, and the log knows what happened.

    The id of a proxy is kept where it is a random one; whatever else is sent there might be about a person.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        told = request.headers.get(REQUEST_ID, "")
        known = told if _RANDOM.fullmatch(told) else secrets.token_hex(16)
        with caller.known_as(known):
            response = self.get_response(request)
        response.headers[REQUEST_ID] = known
        return response


class CallerMiddleware:
    """Tells `caller` the address of each request: limits and the logs of what was looked at go by it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        caller.tell(address_of(request))
        return self.get_response(request)
