"""This room's entry in the navigation."""

from django.http import HttpRequest
from django.urls import reverse

from hetang.commons.accounts.api import duties_of, signed_in
from hetang.ground.lib.context import NavEntry
from hetang.ground.lib.labels import N_


def entries(request: HttpRequest) -> list[NavEntry]:
    """The announcements, for everybody who works in a street."""
    if not duties_of(signed_in(request)).streets:
        return []
    about = N_("街道告诉大家的事，到期自动撤下，也显示在“今天”。发布后不能改；写错了先撤下，再重新发布。")
    return [NavEntry(N_("公告"), reverse("announcements"), "flag", order=65, help=about)]
