"""Telling, carrying, and having read."""

import logging
from collections.abc import Sequence
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from hetang.commons.accounts.api import Account
from hetang.commons.notifications.channels import channel, channels
from hetang.commons.notifications.channels.log import Log
from hetang.commons.notifications.channels.outbox import Outbox
from hetang.commons.notifications.channels.shape import PEOPLE, STAFF, NotDelivered
from hetang.commons.notifications.models import Message
from hetang.commons.notifications.notice import Notice
from hetang.commons.notifications.unread import forget_unread
from hetang.commons.notifications.wording import PACK
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import NotAllowed
from hetang.ground.rulepacks import api as rulepacks

log = logging.getLogger(__name__)
CARRIED_AT_ONCE = 200


def enqueue(notices: Sequence[Notice]) -> int:
    """Tell these people; returns how many were told that had not been. In the transaction of whoever tells.

    One message per person and event: who was told keeps the first, whether it was read or not.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a message belongs into the transaction of who tells")
    staff, people = [n for n in notices if n.account], [n for n in notices if n.person]
    return sum(channel(to).put(these) for to, these in ((STAFF, staff), (PEOPLE, people)) if these)


def deliver_now(number: str, text: str, reference: str) -> bool:
    """Bring `text` to a telephone at once, by night too, and keep it nowhere: for what is worth nothing later.

    Tried once; whether it went out. `reference` is what the carrier and the log know it by.
    """
    carrier = channel(PEOPLE)
    assert isinstance(carrier, Outbox)
    try:
        carrier.deliver(number, text, reference)
    except NotDelivered as away:
        log.warning("%s did not go out: %s", reference, away.failure)
        return False
    return True


def has_carrier() -> bool:
    """Whether what is told to residents goes out, and not into the log alone."""
    return not isinstance(channel(PEOPLE), Log)


def carry_messages() -> int:
    """Have every channel bring what waits (settings.OFTEN); how many were tried."""
    return sum(each.carry(CARRIED_AT_ONCE) for each in channels())


@transaction.atomic
def read_message(message: Message, *, by: Account) -> Message:
    """It was read. A second time changes nothing: the link is pressed as often as the case is wanted."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.account_id != by.pk:
        raise NotAllowed(N_("这条消息不是给您的。"))
    if message.read_at is None:
        message.read_at = clock.now()
        message.save(update_fields=["read_at"])
        transaction.on_commit(lambda: forget_unread(by.pk))
    return message


@transaction.atomic
def read_messages(*, until: int, by: Account) -> int:
    """Everything up to the message `until` was read: what came in since the page was made stays unread."""
    waiting = Message.objects.filter(account=by, read_at=None, pk__lte=until)
    found = waiting.update(read_at=clock.now())
    transaction.on_commit(lambda: forget_unread(by.pk))
    return found


def delete_old_messages() -> int:
    """Drop what is past its term (pack `messages`, `keep_days`), which is longer than anything is news."""
    return old_messages().delete()[0]


def old_messages() -> QuerySet[Message]:
    """What is past its term."""
    days = int(rulepacks.pack(PACK).body["keep_days"])
    return Message.objects.filter(at__lt=clock.now() - timedelta(days=days))
