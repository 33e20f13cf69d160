"""Who is told of call-backs: whoever decides in the street where it rang. Nothing of who was to be rung."""

from collections.abc import Sequence

from django.urls import reverse

from hetang.commons.accounts.api import Duties, duties_of_many, holders_around
from hetang.commons.notifications.api import About, Notice
from hetang.flow.progress.rules import OF_THE_STREET, Entry, Table
from hetang.ground.journal.api import Event

# The journal's streams of call-backs (`flow.intake`), and the kind of subject of their messages (settings.MESSAGE_SIGHT).
CALL_BACKS = "call_back"


def of_street(events: Sequence[Event], table: Table) -> list[Notice]:
    """A notice for each of these events and each who holds a role in its street that the table names."""
    around = {event.street: holders_around(event, set(), set()) for event in events}
    duties = duties_of_many({who for street in around.values() for who in street})
    return [
        _notice(event, who, entry, table)
        for event in events
        for who, entry in _meant(event, table, {who: duties[who] for who in around[event.street]}).items()
    ]


def _meant(event: Event, table: Table, around: dict[int, Duties]) -> dict[int, Entry]:
    """Everybody who is to hear of it, and by which entry: the first that fits. Nobody of their own step."""
    found: dict[int, Entry] = {}
    for entry in table.by_verb[event.verb]:
        roles = {OF_THE_STREET[word] for word in entry.tells if word in OF_THE_STREET}
        for who, duties in around.items():
            if roles & duties.roles(event.street) and entry.fits(event.body) and who != event.actor:
                found.setdefault(who, entry)
    return found


def _notice(event: Event, who: int, entry: Entry, table: Table) -> Notice:
    return Notice(
        account=who,
        event=event.pk,
        template=entry.key,
        version=table.version,
        about=About(CALL_BACKS, event.stream_key, reverse("call-backs"), event.district, event.street),
        at=event.at,
    )
