"""How many messages somebody has not read, for the navigation of every page and for the desks that are open.

Each process keeps the count for half a minute. Reading changes a mark in the reader's own browser (`MARK`), and a count
that was kept under another mark is asked for anew: whoever has just read something is never shown the old number,
whichever process answers.
"""

from hetang.commons.notifications.models import Message
from hetang.ground.lib.kept import Kept

MARK = "hetang_read"
# Counted no further: nobody reads "1,284".
MOST = 99
HEARD_AT_ONCE = 1000

_counts: Kept[tuple[str, int]] = Kept()


def unread_count(account: int, mark: str) -> int:
    """Unread messages, at most MOST + 1. At most one query, and none within half a minute."""
    kept = _counts.get(account, lambda: (mark, _count(account)))
    if kept[0] != mark:
        _counts.drop(account)
        kept = _counts.get(account, lambda: (mark, _count(account)))
    return kept[1]


def forget_unread(account: int) -> None:
    """Count anew in this process."""
    _counts.drop(account)


def hear_of_new(after: int | None) -> int:
    """Count anew for everybody who was told something since the message `after`; the newest message there is.

    Without `after` only that. One query. There is one consumer that tells, so a lower number never comes later.
    """
    if after is None:
        return Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    found = list(Message.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "account")[:HEARD_AT_ONCE])
    for account in {told for _, told in found}:
        forget_unread(account)
    return found[-1][0] if found else after


def _count(account: int) -> int:
    return len(Message.objects.filter(account=account, read_at=None).values_list("pk")[: MOST + 1])
