"""Handing a one-time code to whoever carries messages, beside the request that asked for it.

Sending may take a second, or fail; and nothing is sent where nobody is known. Done inside the request, the time of the
answer would tell the two apart. What is handed over here waits in this process only: lost with it, it is asked again.
"""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.db import transaction

from hetang.commons.notifications.api import deliver_now

_post = ThreadPoolExecutor(max_workers=2, thread_name_prefix="codes")


def hand_over(number: str, text: str, reference: str) -> None:
    """After commit: carry `text` to `number`, or nothing where `number` is ""; the caller waits for neither."""
    transaction.on_commit(partial(_post.submit, carry, number, text, reference))


def carry(number: str, text: str, reference: str) -> None:
    """Have it brought (settings.MESSAGE_CHANNELS: the log until there is a carrier). Asks the database nothing."""
    if number:
        deliver_now(number, text, reference)
