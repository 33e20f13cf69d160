"""The front door: what can be done here, and how it looks."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from hetang.commons.alliance.api import streets_served
from hetang.commons.announcements.api import told_to_residents
from hetang.commons.places.api import Place
from hetang.faces.portal.pages import LARGE, SIZE_COOKIE, is_large, lines, resident_page, show
from hetang.ground.lib.kept import Kept
from hetang.ground.rulepacks import api as rulepacks

YEAR = 365 * 86_400
# The same bytes for everybody of one language and size: nothing on this page is about anybody.
_home: Kept[bytes] = Kept()
_streets: Kept[list[Place]] = Kept()


@resident_page
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What somebody can do here, whom to ring, how to go on with a matter."""
    streets = _streets.get("all", lambda: list(streets_served()))
    if not streets:
        # Nothing was loaded yet: whoever sets the house up signs in.
        return redirect(settings.LOGIN_URL)
    key = (get_language(), is_large(request))
    return HttpResponse(_home.get(key, lambda: _made(request, streets)))


def _made(request: HttpRequest, streets: list[Place]) -> bytes:
    emergency = rulepacks.entry("triage", "emergency") or {"channels": []}
    context = {
        "lines": lines(),
        "streets": streets,
        "announced": [(street, found) for street in streets if (found := told_to_residents(street.code))],
        "emergency": emergency["channels"],
        "back_to": reverse("portal"),
    }
    return show(request, "portal/home.html", context).content


@resident_page
@require_GET
def look(request: HttpRequest) -> HttpResponse:
    """Keep language and size of type in this browser, and go back to where one was. Links, so that no script is needed."""
    response = HttpResponseRedirect(_back(request.GET.get("next", "")))
    secure = settings.SESSION_COOKIE_SECURE
    language = request.GET.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax", secure=secure)
    size = request.GET.get("size", "")
    if size == LARGE:
        response.set_cookie(SIZE_COOKIE, LARGE, max_age=YEAR, path="/p/", samesite="Lax", secure=secure)
    elif size:
        response.delete_cookie(SIZE_COOKIE, path="/p/", samesite="Lax")
    return response


def _back(wanted: str) -> str:
    """Residents' pages only: a link from elsewhere must not send anybody away from here."""
    front = reverse("portal")
    return wanted if wanted.startswith(front) and "\\" not in wanted and "//" not in wanted else front
