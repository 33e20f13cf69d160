"""The standing loop that folds the journal: woken by NOTIFY, and by a slow tick in case a notice was lost."""

import logging
import threading
import time
from typing import Any

import psycopg
from django.db import OperationalError, close_old_connections, connection

from hetang.ground.journal.consumers import catch_up

log = logging.getLogger(__name__)
CHANNEL = "hetang_journal"
TICK_SECONDS = 5.0
# An event cannot interrupt a wait on a socket, so the wait is cut into slices: this is how long stopping may take.
SLICE_SECONDS = 0.5


def run(stop: threading.Event) -> None:
    """Fold until `stop` is set. A lost database is waited for, never a reason to end."""
    while not stop.is_set():
        try:
            _listen(stop)
        except (psycopg.OperationalError, OperationalError) as error:
            log.warning("database away, trying again: %s", str(error).splitlines()[0])
            close_old_connections()
            stop.wait(1.0)


def _listen(stop: threading.Event) -> None:
    params = connection.get_connection_params()
    # LISTEN needs a session of its own; pool settings and cursor factories belong to Django's wrapper.
    plain = {k: v for k, v in params.items() if k in {"host", "port", "user", "password", "dbname"}}
    with psycopg.connect(**plain, autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        while not stop.is_set():
            close_old_connections()
            catch_up()
            _wait_for_news(listener, stop)


def _wait_for_news(listener: "psycopg.Connection[Any]", stop: threading.Event) -> None:
    """Return at a notice, after `TICK_SECONDS`, or at most `SLICE_SECONDS` after `stop` was set."""
    until = time.monotonic() + TICK_SECONDS
    while not stop.is_set() and time.monotonic() < until:
        if any(True for _ in listener.notifies(timeout=SLICE_SECONDS, stop_after=1)):
            return
