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
    found = [NavEntry(N_("我的账号"), reverse("account"), "user", order=90)]
    if duties.has(*ADMIN_ROLES):
        found.append(NavEntry(N_("账号管理"), reverse("account-list"), "users", order=5))
    if duties.has(AUDIT):
        found.append(NavEntry(N_("登录日志"), reverse("sign-in-log"), "clock", order=6))
    return found
