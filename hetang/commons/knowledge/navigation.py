"""This room's entry in the navigation."""

from django.http import HttpRequest
from django.urls import reverse

from hetang.commons.accounts.api import signed_in
from hetang.commons.knowledge.access import streets_of
from hetang.ground.lib.context import NavEntry
from hetang.ground.lib.labels import N_


def entries(request: HttpRequest) -> list[NavEntry]:
    """The knowledge base, for whoever does casework."""
    if not streets_of(signed_in(request)):
        return []
    return [NavEntry(N_("知识库"), reverse("knowledge"), "leaf", order=36)]
