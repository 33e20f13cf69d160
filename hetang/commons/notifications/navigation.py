"""This room's entries in the navigation."""

from django.http import HttpRequest
from django.urls import reverse

from hetang.commons.accounts.api import CASEWORK, duties_of, signed_in
from hetang.commons.notifications.queries import KEEPER
from hetang.commons.notifications.unread import MARK, unread_count
from hetang.ground.lib.context import NavEntry
from hetang.ground.lib.labels import N_


def entries(request: HttpRequest) -> list[NavEntry]:
    """The inbox with what is unread, for everybody who works on cases; the outbox for who looks after it."""
    user = signed_in(request)
    duties = duties_of(user)
    if duties.has(KEEPER):
        return [NavEntry(N_("发件箱"), reverse("outbox"), "out", order=7)]
    if not duties.has(*CASEWORK):
        return []
    count = unread_count(user.pk, request.COOKIES.get(MARK, "")[:40])
    return [NavEntry(N_("消息"), reverse("messages"), "inbox", count=count or None, order=15)]
