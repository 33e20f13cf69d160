"""The auditor's entries in the navigation."""

from django.http import HttpRequest
from django.urls import reverse

from hetang.commons.accounts.api import duties_of, signed_in
from hetang.commons.people.rules import AUDIT_ROLE
from hetang.ground.lib.context import NavEntry
from hetang.ground.lib.labels import N_


def entries(request: HttpRequest) -> list[NavEntry]:
    """Looks, exports and changes of the house, for auditors."""
    if not duties_of(signed_in(request)).has(AUDIT_ROLE):
        return []
    return [
        NavEntry(
            N_("查看记录"),
            reverse("audit-reads"),
            "key",
            order=80,
            help=N_("谁在什么时候看过谁的完整号码、出于什么理由。理由说不通的，请当事工作人员说明。"),
        ),
        NavEntry(
            N_("导出记录"),
            reverse("audit-exports"),
            "out",
            order=81,
            help=N_("谁把哪些名单、表格带走了，有多少条，什么时候失效。"),
        ),
        NavEntry(
            N_("变更记录"),
            reverse("audit-changes"),
            "list",
            order=82,
            help=N_(
                "谁改了账号、职责、单位、值班、规则和公告。取自日志，改不了也删不掉；对不上审批手续的，请当事人说明。"
            ),
        ),
    ]
