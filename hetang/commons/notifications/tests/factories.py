"""Carriers that do what a test asks of them."""

from typing import ClassVar

from hetang.commons.notifications.channels import NotDelivered
from hetang.commons.notifications.channels.outbox import Outbox


class Recorder(Outbox):
    """Keeps what it was given; does first whatever stands in `plan`, an exception for each try that goes wrong."""

    name = "recorder"
    given: ClassVar[list[tuple[str, str, str]]] = []
    plan: ClassVar[list[BaseException | None]] = []

    def deliver(self, number: str, text: str, reference: str) -> None:
        """Keep it, unless the plan says otherwise."""
        trouble = self.plan.pop(0) if self.plan else None
        if trouble is not None:
            raise trouble
        self.given.append((number, text, reference))


AWAY = NotDelivered("away", is_final=False)
REFUSED = NotDelivered("refused", is_final=True)
