"""Reading announcements. Every desk asks on every look, so a process keeps a street's for half a minute."""

from collections.abc import Iterable

from django.db.models import QuerySet

from hetang.commons.announcements.models import Announcement
from hetang.ground.lib import clock
from hetang.ground.lib.kept import Kept

STAFF = (Announcement.Audience.STAFF, Announcement.Audience.EVERYBODY)
RESIDENTS = (Announcement.Audience.RESIDENTS, Announcement.Audience.EVERYBODY)
_live: Kept[list[Announcement]] = Kept()


def told_to_staff(streets: Iterable[str]) -> list[Announcement]:
    """What the staff of these streets is told today, urgent first, then the newest. At most one query each half minute."""
    return _told(streets, STAFF)


def told_to_residents(street: str) -> list[Announcement]:
    """What the street's residents are told today."""
    return _told([street], RESIDENTS)


def announcements_of(streets: Iterable[str]) -> QuerySet[Announcement]:
    """Everything that was ever announced there, the newest first."""
    return Announcement.objects.filter(street__in=list(streets)).select_related("by").order_by("-id")


def forget_announcements() -> None:
    """Ask anew."""
    _live.forget()


def _told(streets: Iterable[str], audience: Iterable[str]) -> list[Announcement]:
    today = clock.today()
    known = _live.many(set(streets), _read)
    rows = [row for found in known.values() for row in found]
    shown = [row for row in rows if row.audience in audience and row.since <= today <= row.until]
    return sorted(shown, key=lambda row: (not row.is_urgent, -row.pk))


def _read(streets: set[str]) -> dict[str, list[Announcement]]:
    """What is not over, those to come included: midnight needs no query."""
    found: dict[str, list[Announcement]] = {street: [] for street in streets}
    for row in Announcement.objects.filter(street__in=streets, until__gte=clock.today(), withdrawn_at=None):
        found[row.street].append(row)
    return found
