"""Where to practise: from the real place a link to the other one, there the page that throws it away."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from hetang.commons.accounts.api import duties_of, signed_in
from hetang.ground.lib.context import NavEntry
from hetang.ground.lib.labels import N_


def entries(request: HttpRequest) -> list[NavEntry]:
    """One entry where there is something to practise in."""
    if settings.PRACTICE is not None:
        about = N_("在这里怎么试都行，不会影响真实的案件；想从头再来，就清空重来。")
        return [NavEntry(N_("练习环境"), reverse("practice"), "leaf", order=95, help=about)]
    if settings.PRACTICE_URL and duties_of(signed_in(request)).casework:
        return [NavEntry(N_("去练习"), settings.PRACTICE_URL, "leaf", order=95)]
    return []
