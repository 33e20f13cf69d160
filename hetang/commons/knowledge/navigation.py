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
    return [
        NavEntry(
            N_("知识库"),
            reverse("knowledge"),
            "leaf",
            order=36,
            help=N_(
                "常见问题的答法，写明依据、有效期和负责人。回答居民时直接引用，用得多的排在前面；答得好的话可以写回来。"
            ),
        )
    ]
