"""The interface's entry in the navigation: for who looks after programs."""

from django.http import HttpRequest
from django.urls import reverse

from hetang.commons.accounts.api import duties_of, signed_in
from hetang.faces.api.webhooks.reading import SYSTEM
from hetang.ground.lib.context import NavEntry
from hetang.ground.lib.labels import N_


def entries(request: HttpRequest) -> list[NavEntry]:
    """Deliveries to other programs, for the system administrator."""
    if not duties_of(signed_in(request)).has(SYSTEM):
        return []
    told = N_("案件一有变动就告诉哪些程序，发了什么，要不要重发。")
    return [NavEntry(N_("接口推送"), reverse("webhooks"), "out", order=7, help=told)]
