"""The consumer that tells people: every step that the table names, in the transaction that moves the offset.

It has no tables of its own: what it does is seen by people, so it is never rebuilt. Killed in the middle it begins the
batch anew; what was told is told by its event and person, and stays the one message that it is.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta

from hetang.commons.notifications import api as notifications
from hetang.flow.progress.calls import CALL_BACKS, of_street
from hetang.flow.progress.letters import letters
from hetang.flow.progress.receivers import Batch
from hetang.flow.progress.rules import Table, read_table
from hetang.ground.journal.api import Event
from hetang.ground.lib import clock
from hetang.ground.lib.kept import Kept
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import STREAM

log = logging.getLogger(__name__)
KINDS = frozenset({STREAM, CALL_BACKS})
_tables: "Kept[Table]" = Kept()


class Telling:
    """Tells staff what concerns them, and who reported a matter how far it is."""

    tables: Sequence[str] = ()

    def apply(self, events: Sequence[Event]) -> None:
        """Tell of those of these events that are news and that the table names; of none before a house has its rules."""
        told_of = [event for event in events if event.stream_kind in KINDS]
        if not told_of:
            return
        try:
            table = table_in_force()
        except rulepacks.PackMissing as missing:
            log.info("nobody is told: %s", missing)
            return
        begin = clock.now() - timedelta(seconds=table.fresh_seconds)
        news = [e for e in told_of if e.verb in table.by_verb and e.at >= begin]
        of_cases = [event for event in news if event.stream_kind == STREAM]
        of_calls = [event for event in news if event.stream_kind == CALL_BACKS]
        notices = of_street(of_calls, table)
        if of_cases:
            notices += [*Batch(of_cases, table).notices(), *letters(of_cases, table)]
        if notices:
            notifications.enqueue(notices)


def table_in_force() -> Table:
    """Today's table, as the pack `messages` has it."""
    found = rulepacks.pack(notifications.PACK)
    return _tables.get(found.pk, lambda: read_table(found.version, found.body))
