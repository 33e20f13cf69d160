"""This room's entry in the navigation."""

from django.http import HttpRequest
from django.urls import reverse

from hetang.commons.accounts.api import duties_of, signed_in
from hetang.ground.lib.context import NavEntry
from hetang.ground.lib.labels import N_


def entries(request: HttpRequest) -> list[NavEntry]:
    """The rosters, for everybody who does casework."""
    if not duties_of(signed_in(request)).casework:
        return []
    return [
        NavEntry(
            N_("值班"),
            reverse("rosters"),
            "clock",
            order=61,
            help=N_("谁在什么时候值班。派单时先提值班的人；空着的时段标出来。临时换人用“交班”，不用改整张表。"),
        )
    ]
