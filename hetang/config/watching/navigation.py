"""The installation's page, for administrators."""

from django.http import HttpRequest
from django.urls import reverse

from hetang.commons.accounts.api import ADMIN_ROLES, duties_of, signed_in
from hetang.ground.lib.context import NavEntry
from hetang.ground.lib.labels import N_


def entries(request: HttpRequest) -> list[NavEntry]:
    """One entry, after the accounts."""
    if not duties_of(signed_in(request)).has(*ADMIN_ROLES):
        return []
    return [
        NavEntry(
            N_("运行状态"),
            reverse("status"),
            "chart",
            order=7,
            help=N_("系统各部分是否正常、落后多少、最近一次备份和恢复演练的结果。红色的一项下面写着该做什么。"),
        )
    ]
