"""What every way to people offers. A new one is a class like these and a line in settings.MESSAGE_CHANNELS."""

from collections.abc import Sequence
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from hetang.commons.notifications.notice import Notice

STAFF, PEOPLE = "staff", "people"


class NotDelivered(Exception):  # noqa: N818 - what happened, not a fault of the program
    """It did not go out: `failure` is one of Letter.Failure; `is_final`: trying again is of no use."""

    def __init__(self, failure: str, *, is_final: bool) -> None:
        super().__init__(failure)
        self.failure, self.is_final = failure, is_final


class Channel(Protocol):
    """A way to people."""

    def put(self, notices: Sequence[Notice]) -> int:
        """Keep what these people are to be told, each event once; how many were new. In the caller's transaction."""

    def carry(self, most: int, /) -> int:
        """Bring what waits and whose time has come to them; how many were tried."""


def channel(to: str) -> Channel:
    """The way to staff or to people (settings.MESSAGE_CHANNELS)."""
    made: Channel = import_string(settings.MESSAGE_CHANNELS[to])()
    return made


def channels() -> list[Channel]:
    """Every way."""
    return [channel(to) for to in settings.MESSAGE_CHANNELS]
