"""This room's entry in the navigation."""

from django.http import HttpRequest
from django.urls import reverse

from hetang.commons.accounts.api import duties_of, signed_in
from hetang.ground.lib.context import NavEntry
from hetang.ground.lib.labels import N_
from hetang.ground.lib.pagination import count_up_to
from hetang.record.cases.actions.glass import AUDITOR
from hetang.record.cases.alerts import alerts_for_auditor

COUNTED = 99


def entries(request: HttpRequest) -> list[NavEntry]:
    """The alerts, for audit administrators, with how many wait."""
    user = signed_in(request)
    if not duties_of(user).has(AUDITOR):
        return []
    waiting = count_up_to([alerts_for_auditor(user).filter(acknowledged_at=None)], COUNTED)
    return [
        NavEntry(
            N_("应急查看"),
            reverse("audit-alerts"),
            "alert",
            count=waiting or None,
            order=12,
            help=N_("有人应急打开了封存或敏感的案件。请逐条核对理由，核对后签收。"),
        )
    ]
