"""The house's addresses, and one that answers with a constant: what the stack itself costs."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from hetang.config.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@login_not_required
def constant(request: HttpRequest) -> HttpResponse:
    """Nothing is read and nothing is drawn."""
    return HttpResponse("ok")


urlpatterns = [path("constant/", constant), path("", include("hetang.config.urls"))]
