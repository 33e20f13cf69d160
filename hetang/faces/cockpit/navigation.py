"""The cockpit's entry in the navigation."""

from django.http import HttpRequest
from django.urls import reverse

from hetang.commons.accounts.api import duties_of, signed_in
from hetang.ground.lib.context import NavEntry
from hetang.ground.lib.labels import N_


def entries(request: HttpRequest) -> list[NavEntry]:
    """The cockpit, for leaders."""
    if not duties_of(signed_in(request)).has("leader"):
        return []
    return [
        NavEntry(
            N_("驾驶舱"),
            reverse("cockpit"),
            "chart",
            order=15,
            help=N_("每个数字都可以点开，看到是哪些案件。口径写在数字旁边；分子和分母分开列。"),
        )
    ]
