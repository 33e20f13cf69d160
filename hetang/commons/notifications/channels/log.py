"""The channel until there is a carrier: a line in the log for each letter, without number and words."""

import logging

from hetang.commons.notifications.channels.outbox import Outbox
from hetang.commons.people.api import mask_phone

log = logging.getLogger(__name__)


class Log(Outbox):
    """Writes that a letter would have gone out."""

    name = "log"

    def deliver(self, number: str, text: str, reference: str) -> None:
        """A line: which letter, to which masked number, how long."""
        log.info("%s to %s, %d characters", reference, mask_phone(number), len(text))
