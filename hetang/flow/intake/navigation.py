"""This room's entries in the navigation."""

from django.http import HttpRequest
from django.urls import reverse

from hetang.commons.accounts.api import duties_of, signed_in
from hetang.flow.intake.access import IMPORTERS, RECEPTION
from hetang.flow.intake.waiting import call_backs_told_up, call_backs_waiting
from hetang.ground.lib.context import NavEntry
from hetang.ground.lib.labels import N_


def entries(request: HttpRequest) -> list[NavEntry]:
    """Who is to be rung back, and the contacts that ended without a case, for who takes calls."""
    user = signed_in(request)
    duties = duties_of(user)
    if not duties.has(*RECEPTION):
        return []
    waiting = call_backs_waiting(user) + call_backs_told_up(user)
    bringing_in = [NavEntry(N_("导入工单"), reverse("imports"), "archive", order=78)] if duties.has(*IMPORTERS) else []
    return [
        *bringing_in,
        NavEntry(N_("回电"), reverse("call-backs"), "clock", count=waiting or None, order=21, key="b"),
        NavEntry(N_("来电记录"), reverse("contacts"), "inbox", order=22),
    ]
