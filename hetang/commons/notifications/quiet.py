"""The hours of the night in which nobody's telephone rings. Plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone


@dataclass(frozen=True)
class Quiet:
    """From when to when, by the local clock; over midnight where the end is not later. Equal ends: no quiet at all."""

    since: time
    until: time

    @classmethod
    def read(cls, pack: Mapping[str, str]) -> "Quiet":
        """As the pack `messages` has it."""
        return cls(time.fromisoformat(pack["from"]), time.fromisoformat(pack["to"]))


def quiet_until(moment: datetime, quiet: Quiet) -> datetime | None:
    """When the quiet hours in which `moment` lies are over; None outside them."""
    here = timezone.localtime(moment)
    at, over_midnight = here.time(), quiet.until <= quiet.since
    if quiet.since == quiet.until:
        return None
    inside = (at >= quiet.since or at < quiet.until) if over_midnight else quiet.since <= at < quiet.until
    if not inside:
        return None
    day = here.date() + timedelta(days=1) if over_midnight and at >= quiet.since else here.date()
    return timezone.make_aware(datetime.combine(day, quiet.until))
