"""This room's entry in the navigation."""

from django.http import HttpRequest
from django.urls import reverse

from hetang.commons.accounts.api import signed_in
from hetang.flow.archive.retention import streets_appraised
from hetang.ground.lib.context import NavEntry
from hetang.ground.lib.labels import N_


def entries(request: HttpRequest) -> list[NavEntry]:
    """The files to appraise, for those who may."""
    if not streets_appraised(signed_in(request)):
        return []
    return [
        NavEntry(
            N_("到期档案"),
            reverse("retention"),
            "archive",
            order=50,
            help=N_(
                "保管期满的案卷先列出，再由人鉴定；同意销毁的先试算一遍，看清会去掉什么，再执行。销毁之后留一张无内容的登记卡。"
            ),
        )
    ]
