"""The journal's door."""

from hetang.ground.journal.actions.append import append
from hetang.ground.journal.actions.bulk import Entry, append_many
from hetang.ground.journal.actions.root import make_daily_root, make_root
from hetang.ground.journal.actions.sequence import sequence_new
from hetang.ground.journal.auditing import Audited
from hetang.ground.journal.checking.exports import BadExport, export_root, verify_export
from hetang.ground.journal.checking.faults import FAULTS, Fault
from hetang.ground.journal.checking.whole import verify
from hetang.ground.journal.consumers import Consumer, catch_up, registered, run_once
from hetang.ground.journal.models import Event, Root
from hetang.ground.journal.queries import (
    Lag,
    Reading,
    arrivals,
    lag,
    lag_of,
    last_root,
    lengths,
    openings,
    reading,
    story,
    unread,
)
from hetang.ground.journal.rebuilding import NotAProjection, Rebuilt, rebuild
from hetang.ground.journal.rules import canonical, event_hash
from hetang.ground.journal.worker import run

__all__ = [
    "FAULTS",
    "Audited",
    "BadExport",
    "Consumer",
    "Entry",
    "Event",
    "Fault",
    "Lag",
    "NotAProjection",
    "Reading",
    "Rebuilt",
    "Root",
    "append",
    "arrivals",
    "append_many",
    "canonical",
    "catch_up",
    "event_hash",
    "export_root",
    "lag",
    "lag_of",
    "last_root",
    "lengths",
    "make_daily_root",
    "make_root",
    "reading",
    "rebuild",
    "registered",
    "run",
    "run_once",
    "sequence_new",
    "story",
    "verify",
    "verify_export",
    "openings",
    "unread",
]
