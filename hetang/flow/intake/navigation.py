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
    bringing_in = (
        [
            NavEntry(
                N_("导入工单"),
                reverse("imports"),
                "archive",
                order=78,
                help=N_(
                    "从表格带入以前的工单：先对好列，再看前几行，最后导入。同一份文件再导一次不会重复；不能导入的行在退回文件里，各有原因。中断了会接着来。"
                ),
            )
        ]
        if duties.has(*IMPORTERS)
        else []
    )
    return [
        *bringing_in,
        NavEntry(
            N_("回电"),
            reverse("call-backs"),
            "clock",
            count=waiting or None,
            order=21,
            key="b",
            help=N_("没接到的电话和答应过要回的电话，最急的在最上面。打过以后记下结果，没打通的过一会儿再出现。"),
        ),
        NavEntry(
            N_("来电记录"),
            reverse("contacts"),
            "inbox",
            order=22,
            help=N_("每一次来电、来访、来信都有一条，成不成案都在。分错了类的在这里更正，原来的写法保留。"),
        ),
    ]
