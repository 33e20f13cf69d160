"""`/health`, `/ready` and `/metrics`, answered before hosts, sessions and languages are looked at: a load balancer asks by
address, not by name, and has no account.

`/metrics` is for whoever brings the token of HETANG_METRICS_TOKEN; where none is set, for this machine alone, and not
through a proxy (which is on this machine too, but says for whom it asks).
"""

import hmac
import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, JsonResponse

from hetang.config.watching.meter import book
from hetang.config.watching.prometheus import CONTENT_TYPE, page
from hetang.config.watching.readiness import looks

FORWARDED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Forwarded-Proto")


class Probes:
    """Answers the three addresses; everything else goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = ANSWERS.get(request.path_info)
        if answer is None or (answer is metrics and not may_read_metrics(request)):
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(("GET", "HEAD"))
        response = answer()
        response.headers["Cache-Control"] = "no-store"
        return response


def health() -> HttpResponse:
    """The process lives and answers, whatever is behind it."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready() -> HttpResponse:
    """200, or 503 with what is not: {"ready": false, "checks": {"database": true, …}}."""
    state = looks.state()
    return JsonResponse({"ready": state.is_ready, "checks": state.checks}, status=200 if state.is_ready else 503)


def metrics() -> HttpResponse:
    """What Prometheus reads."""
    return HttpResponse(page(book.everybody()), content_type=CONTENT_TYPE)


ANSWERS = {"/health": health, "/ready": ready, "/metrics": metrics}


def may_read_metrics(request: HttpRequest) -> bool:
    """By token, or without one from loopback itself. Everybody else is told what any wrong address tells: 404."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    if any(request.headers.get(name) for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
