"""Whatever refuses a program on the way, a bad host or an error, answers it in problem+json."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext

from hetang.faces.api import problems
from hetang.faces.api.addresses import ROOT
from hetang.ground.lib.labels import N_

# What we did not refuse ourselves, by the status it came with.
_KINDS = {400: "malformed", 403: "not-allowed", 404: "not-found", 405: "method", 413: "too-large", 500: "broken"}
_LOWEST = 400


class ProblemAnswers:
    """Near the top of the list, since the others may refuse as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not request.path_info.startswith(f"{ROOT}/") or response.status_code < _LOWEST:
            return response
        if response.headers.get("Content-Type", "").startswith(problems.PROBLEM_TYPE):
            return response
        return _instead(response)


def _instead(response: HttpResponseBase) -> HttpResponse:
    kind = _KINDS.get(response.status_code, "malformed")
    then = N_("请稍后再试；带着同一个幂等键重发不会办两次。") if kind == "broken" else ""
    detail = gettext(problems.KINDS[kind][1])
    return problems.answer(kind, status=response.status_code, detail=detail, then=gettext(then) if then else "")
