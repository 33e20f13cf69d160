"""This room's entries in the navigation."""

from django.http import HttpRequest
from django.urls import reverse

from hetang.commons.accounts.api import CASEWORK, duties_of, signed_in
from hetang.commons.notifications.queries import KEEPER
from hetang.commons.notifications.unread import MARK, unread_count
from hetang.ground.lib.context import NavEntry
from hetang.ground.lib.labels import N_

INBOX = N_(
    "与您有关的每一步，在这里告诉您一次；您自己做的不会通知。按“去看”直接打开案件。谁会收到什么、怎么说，见“谁会收到什么”。"
)
OUTBOX = N_("发给反映人的短信排在这里：夜里不发，没发出的自动再试。看得到每一条发没发出，看不到收件人和内容。")


def entries(request: HttpRequest) -> list[NavEntry]:
    """The inbox with what is unread, for everybody who works on cases; the outbox for who looks after it."""
    user = signed_in(request)
    duties = duties_of(user)
    if duties.has(KEEPER):
        return [NavEntry(N_("发件箱"), reverse("outbox"), "out", order=7, help=OUTBOX)]
    if not duties.has(*CASEWORK):
        return []
    count = unread_count(user.pk, request.COOKIES.get(MARK, "")[:40])
    return [NavEntry(N_("消息"), reverse("messages"), "bell", count=count or None, order=15, help=INBOX)]
