"""The practice place's own page: what it is, and a button that throws it away."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from hetang.commons.accounts.api import signed_in
from hetang.config.home import write_private
from hetang.config.practice.place import AGAIN
from hetang.ground.lib.htmx import render


@require_GET
def practice(request: HttpRequest) -> HttpResponse:
    """Only where people practise."""
    signed_in(request)
    if settings.PRACTICE is None:
        raise Http404
    return render(request, "config/practice.html", {"asked": False})


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Ask for a fresh place; `hetang practice` looks twice a second. There is no such address anywhere else."""
    signed_in(request)
    if settings.PRACTICE is None:
        raise Http404
    write_private(Path(settings.HETANG_HOME) / AGAIN, "asked")
    return render(request, "config/practice.html", {"asked": True})
