"""The desk's entries in the navigation."""

from django.http import HttpRequest
from django.urls import reverse

from hetang.commons.accounts.api import duties_of, signed_in
from hetang.ground.lib.context import NavEntry
from hetang.ground.lib.labels import N_
from hetang.record.cases.api import CASE


def entries(request: HttpRequest) -> list[NavEntry]:
    """My day, registration for those who register, the cases, the alliance."""
    found = [
        NavEntry(N_("今天"), reverse("desk"), "home", order=10),
        NavEntry(N_("案件"), reverse("case-list"), "list", order=30),
        NavEntry(N_("阵地"), reverse("alliance"), "pin", order=40),
    ]
    if duties_of(signed_in(request)).has(*CASE.move("register").duties):
        found.append(NavEntry(N_("登记"), reverse("registration"), "phone", order=20, key="n"))
    if duties_of(signed_in(request)).has("operator", "station_lead", "mediator", "follow_up_operator"):
        found.append(NavEntry(N_("找人"), reverse("people"), "search", order=35))
    return found
