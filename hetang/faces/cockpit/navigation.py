"""The cockpit's entry in the navigation."""

from django.http import HttpRequest

from hetang.ground.lib.context import NavEntry


def entries(request: HttpRequest) -> list[NavEntry]:
    """Nothing yet."""
    return []
