"""Addresses that the frame of a page asks for, for the gallery alone."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nothing(_request: HttpRequest) -> HttpResponse:
    """Never opened: the gallery only needs the address."""
    return HttpResponse(status=204)


urlpatterns = [
    path("", include("hetang.ground.lib.urls")),
    path("logout/", nothing, name="logout"),
    path("demo/clock/", nothing, name="demo-clock"),
]
