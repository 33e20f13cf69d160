"""What somebody was told, after the journal was read."""

from hetang.commons.accounts.api import Account
from hetang.commons.notifications.api import Message, said
from hetang.flow.progress.consumer import Telling
from hetang.ground.journal.api import run_once, sequence_new


def read_journal() -> int:
    """Let the consumer read to the end; returns how many events it took."""
    sequence_new()
    taken = 0
    while found := run_once("telling", Telling()):
        taken += found
    return taken


def told(account: Account) -> list[str]:
    """By which entries of the table somebody was told, in order, after reading to the end."""
    read_journal()
    return list(Message.objects.filter(account=account).order_by("id").values_list("template", flat=True))


def words(account: Account, language: str = "zh-hans") -> list[str]:
    """The same in words."""
    read_journal()
    rows = Message.objects.filter(account=account).order_by("id")
    return [said(m.template, m.version, m.fields, language) for m in rows]
