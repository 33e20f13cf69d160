"""Who is told what, for everybody who is told."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from hetang.flow.progress.explaining import explained
from hetang.ground.lib.htmx import render


@require_GET
def message_rules(request: HttpRequest) -> HttpResponse:
    """The table in words."""
    return render(request, "progress/rules.html", {"table": explained()})
