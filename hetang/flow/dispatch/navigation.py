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
        found.append(
            NavEntry(
                N_("调度台"),
                reverse("dispatch-desk"),
                "inbox",
                order=12,
                help=N_(
                    "上面是等您派出的，按最先会出问题的排；中间是派出去还没有人接的，久不接收会自动催办。勾选多件可以一起派；系统建议的单位写明理由，听不听由您。"
                ),
            )
        )
    elif duties.has("mediator"):
        found.append(
            NavEntry(
                N_("派给我的"),
                reverse("dispatch-desk"),
                "inbox",
                order=12,
                help=N_("派给您的案件在这里接收；不该您办的可以退回，须选理由，次数和时限有限。接收以后在“今天”里办。"),
            )
        )
    if duties.has(*READERS):
        found.append(
            NavEntry(
                N_("派单规则"),
                reverse("routing"),
                "scales",
                order=62,
                help=N_(
                    "新登记的案件从上往下逐条对照，第一条对得上的说了算。改动之前先“试一试”：拿上个月的案件看会派给谁、为什么。"
                ),
            )
        )
    return found
