"""The desk's entries in the navigation."""

from django.http import HttpRequest
from django.urls import reverse

from hetang.commons.accounts.api import duties_of, signed_in
from hetang.ground.lib.context import NavEntry
from hetang.ground.lib.labels import N_
from hetang.record.cases.api import CASE

REGISTERING = N_(
    "一个框里写下来人说的话就够了，其余都可以后补。停下来就自动保存；页面关了、电脑断电，回来还在。号码打全时，自动带出以前的来电和案件。"
)


def entries(request: HttpRequest) -> list[NavEntry]:
    """My day, registration for those who register, the cases, the alliance, standing in."""
    duties = duties_of(signed_in(request))
    found = [
        NavEntry(
            N_("今天"),
            reverse("desk"),
            "home",
            order=10,
            help=N_("要您做的事，按最先到期的排。红色的已经超期，黄色的今天到期。办完一件，它就不再出现。"),
        ),
        NavEntry(
            N_("案件"),
            reverse("case-list"),
            "list",
            order=30,
            help=N_(
                "可以按文字、编号、取件码、电话、姓名查找；筛好的名单可以存下来，也可以导出。“为什么能看到”写在每件案件的“谁能看”里。"
            ),
        ),
        NavEntry(
            N_("阵地"),
            reverse("alliance"),
            "pin",
            order=40,
            help=N_("本街道的驿站、队伍、服务和微综治中心，以及各社区的做法。"),
        ),
    ]
    if duties.casework:
        found.append(
            NavEntry(
                N_("代班"),
                reverse("leave"),
                "users",
                order=60,
                help=N_("请假时选一位代班人和起止日期，到期自动收回。代班人做的事记在代班人名下，注明替谁做。"),
            )
        )
    if duties.has(*CASE.move("register").duties):
        found.append(
            NavEntry(
                N_("登记"),
                reverse("registration"),
                "phone",
                order=20,
                key="n",
                help=REGISTERING,
            )
        )
    if duties.has("operator", "station_lead", "mediator", "follow_up_operator"):
        found.append(
            NavEntry(
                N_("找人"),
                reverse("people"),
                "search",
                order=35,
                help=N_("按姓名、电话或证件号找当事人，只找得到您能看的案件里的人。每次查找都有记录。"),
            )
        )
    return found
