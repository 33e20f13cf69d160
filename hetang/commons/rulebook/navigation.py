"""This room's entry in the navigation: for those who change rules or look at a change; others get there by the alliance."""

from django.http import HttpRequest
from django.urls import reverse

from hetang.commons.accounts.api import duties_of, signed_in
from hetang.commons.rulebook import access
from hetang.commons.rulebook.queries import waiting_for
from hetang.commons.rulebook.succession import deciders
from hetang.ground.lib.context import NavEntry
from hetang.ground.lib.labels import N_


def entries(request: HttpRequest) -> list[NavEntry]:
    """The rules."""
    user = signed_in(request)
    if not access.may_read(user):
        return []
    # Whoever only proposes or audits decides nothing: they are not asked for.
    waits = waiting_for(user) if duties_of(user).has(*deciders("")) else 0
    about = N_(
        "现行的各项规则和依据。改规则由系统管理员提交，另一个人看过差别后采用，从生效日起执行；在办案件仍按登记时的版本。"
    )
    return [NavEntry(N_("规则"), reverse("rules"), "scales", count=waits or None, order=70, help=about)]
