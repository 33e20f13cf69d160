"""One step of a case as it is told of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hetang.commons.notifications.api import About
from hetang.flow.progress.rules import CITIZENS, Entry, Table
from hetang.ground.journal.api import Event
from hetang.record.cases.api import STREAM, Case


@dataclass(frozen=True)
class Step:
    """The event, its body, the case as it is now, and the entries of the table that speak of it."""

    event: Event
    case: Case
    body: Mapping[str, Any]
    entries: Sequence[Entry]


def steps_of(events: Sequence[Event], table: Table, *, citizens: bool) -> list[Step]:
    """Those of these events of which staff (or the people concerned) are told, with their cases. One query."""
    cases = Case.objects.in_bulk({event.stream_key for event in events})
    found = []
    for event in events:
        body = event.body
        entries = [e for e in table.by_verb[event.verb] if e.fits(body) and bool(CITIZENS & set(e.tells)) is citizens]
        if entries and event.stream_key in cases:
            found.append(Step(event, cases[event.stream_key], body, entries))
    return found


def about(case: Case) -> About:
    """The case as the subject of a message."""
    return About(STREAM, case.pk, case.get_absolute_url(), case.district, case.street)
