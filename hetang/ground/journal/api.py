"""The journal's door."""

from hetang.ground.journal.actions import append, sequence_new
from hetang.ground.journal.consumers import Consumer, catch_up, lag, rebuild, registered, run_once
from hetang.ground.journal.models import Event
from hetang.ground.journal.queries import Fault, Reading, extent, reading, story, verify
from hetang.ground.journal.worker import run

__all__ = [
    "Consumer",
    "Event",
    "Fault",
    "Reading",
    "append",
    "catch_up",
    "extent",
    "lag",
    "reading",
    "rebuild",
    "registered",
    "run",
    "run_once",
    "sequence_new",
    "story",
    "verify",
]
