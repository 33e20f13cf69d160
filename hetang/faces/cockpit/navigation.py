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
    return [NavEntry(N_("驾驶舱"), reverse("cockpit"), "chart", order=15)]
