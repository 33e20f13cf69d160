"""This room's entry in the navigation."""

from django.http import HttpRequest
from django.urls import reverse

from hetang.commons.accounts.api import signed_in
from hetang.ground.lib.context import NavEntry
from hetang.ground.lib.labels import N_
from hetang.record.rights.access import streets_handled


def entries(request: HttpRequest) -> list[NavEntry]:
    """The requests, for those who handle them."""
    if not streets_handled(signed_in(request)):
        return []
    return [
        NavEntry(
            N_("信息请求"),
            reverse("requests"),
            "user",
            order=45,
            help=N_("居民来查、来改、来删自己的信息。每一条有法定期限；答复之前先核实来人身份。"),
        )
    ]
