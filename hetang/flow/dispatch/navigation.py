"""This room's entries in the navigation."""

from django.http import HttpRequest
from django.urls import reverse

from hetang.commons.accounts.api import duties_of, signed_in
from hetang.flow.dispatch.routing_views import READERS
from hetang.flow.dispatch.waiting import WATCHERS
from hetang.ground.lib.context import NavEntry
from hetang.ground.lib.labels import N_


def entries(request: HttpRequest) -> list[NavEntry]:
    """The dispatch desk for those who give out and watch and for those to whom it is given, the rules for those who
    read them."""
    duties, found = duties_of(signed_in(request)), []
    if duties.has(*WATCHERS):
        found.append(NavEntry(N_("调度台"), reverse("dispatch-desk"), "inbox", order=12))
    elif duties.has("mediator"):
        found.append(NavEntry(N_("派给我的"), reverse("dispatch-desk"), "inbox", order=12))
    if duties.has(*READERS):
        found.append(NavEntry(N_("派单规则"), reverse("routing"), "scales", order=62))
    return found
