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
    return [NavEntry(N_("到期档案"), reverse("retention"), "archive", order=50)]
