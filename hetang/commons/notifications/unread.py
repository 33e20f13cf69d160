"""How many messages somebody has not read, for the navigation of every page.

Each process keeps the count for half a minute. Reading changes a mark in the reader's own browser (`MARK`), and a count
that was kept under another mark is asked for anew: whoever has just read something is never shown the old number,
whichever process answers.
"""

from hetang.commons.notifications.models import Message
from hetang.ground.lib.kept import Kept

MARK = "hetang_read"
# Counted no further: nobody reads "1,284".
MOST = 99

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


def _count(account: int) -> int:
    return len(Message.objects.filter(account=account, read_at=None).values_list("pk")[: MOST + 1])
