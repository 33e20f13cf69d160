"""Entries in the navigation: one's own account for everybody, administration for administrators."""

from django.http import HttpRequest
from django.urls import reverse

from hetang.commons.accounts.access import AUDIT
from hetang.commons.accounts.duties import duties_of, signed_in
from hetang.commons.accounts.rules import ADMIN_ROLES
from hetang.ground.lib.context import NavEntry
from hetang.ground.lib.labels import N_


def entries(request: HttpRequest) -> list[NavEntry]:
    """My account last; for administrators their lists first."""
    duties = duties_of(signed_in(request))
    found = [
        NavEntry(
            N_("我的账号"),
            reverse("account"),
            "user",
            order=90,
            help=N_(
                "改密码、开启二次验证、看自己在哪些设备上登录着。看到不认识的设备，先退出它，再改密码，并告诉安全管理员。"
            ),
        )
    ]
    if duties.has(*ADMIN_ROLES):
        found.append(
            NavEntry(
                N_("账号管理"),
                reverse("account-list"),
                "users",
                order=5,
                help=N_("新增、停用账号和分派职责；要紧的改动须另一位管理员确认才生效。人走之前，先把手里的案件移交。"),
            )
        )
    if duties.has(AUDIT):
        found.append(
            NavEntry(
                N_("登录日志"),
                reverse("sign-in-log"),
                "clock",
                order=6,
                help=N_("谁在什么时候、从哪里登录过，成功还是失败。同一账号接连失败的，先问本人。"),
            )
        )
    return found
