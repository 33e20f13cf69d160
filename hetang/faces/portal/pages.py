"""What all residents' pages share: no sign-in, their own frame, refusals that stay on it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from hetang.commons.alliance.api import hotlines_of, streets_served
from hetang.ground.lib.errors import HEADLINES, translated
from hetang.ground.lib.htmx import pages
from hetang.ground.lib.kept import Kept
from hetang.ground.lib.refusals import Missing, Refused

SIZE_COOKIE, LARGE = "hetang_portal_size", "large"
View = Callable[..., HttpResponse]


def resident_page(view: View) -> View:
    """A view for everybody. Its refusals are told in the residents' frame: the staff's leads to the sign-in."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            return refusal(request, refused)

    return login_not_required(answer)


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """What happened, what is safe, what to do next."""
    context = {"headline": HEADLINES[refused.status], **words_of(refused), "lines": lines()}
    return show(request, "portal/refused.html", context, status=refused.status)


def words_of(refused: Refused) -> dict[str, Any]:
    """A refusal's words in the reader's language."""
    return {
        "what": translated(refused.what, refused.params),
        "safe": translated(refused.safe, refused.params),
        "then": translated(refused.then, refused.params),
        "needs": [translated(need, refused.params) for need in refused.needs] if isinstance(refused, Missing) else [],
    }


def show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page in the residents' frame."""
    body = pages().get_template(template).render({**context, "large": is_large(request)}, request)
    return HttpResponse(body, status=status)


def is_large(request: HttpRequest) -> bool:
    """Whether this browser chose 长辈版."""
    return request.COOKIES.get(SIZE_COOKIE) == LARGE


_lines: Kept[list[Any]] = Kept()


def lines() -> list[Any]:
    """(street, its hotlines) of every street that has any, as this process keeps them for half a minute."""
    return _lines.get(
        "all", lambda: [(each, found) for each in streets_served() if (found := [*hotlines_of(each.code)])]
    )
