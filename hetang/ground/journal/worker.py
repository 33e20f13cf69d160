"""The standing loop that folds the journal: woken by NOTIFY, and by a slow tick in case a notice was lost."""

import logging
import select
import threading
import time
from contextlib import closing
from typing import Any

import psycopg
from django.db import OperationalError, close_old_connections, connection

from hetang.ground.journal.actions.root import make_daily_root
from hetang.ground.journal.consumers import catch_up
from hetang.ground.journal.daily import Daily

log = logging.getLogger(__name__)
CHANNEL = "hetang_journal"
TICK_SECONDS = 5.0
# An event cannot interrupt a wait on a socket, so the wait is cut into slices: this is how long stopping may take.
SLICE_SECONDS = 0.5
# Writers at work at the same moment leave the notice to one of them: after some news there may be more.
AGAIN_SECONDS = 0.2
ANSWER_SECONDS = 5.0
# What belongs to Django's wrapper and not to the server's address. All else (sslmode, options, keepalives …) stays.
_DJANGOS_OWN = {"context", "cursor_factory", "prepare_threshold", "pool", "server_side_binding", "isolation_level"}


def run(stop: threading.Event) -> None:
    """Fold until `stop` is set. A lost database is waited for, never a reason to end."""
    daily = Daily()
    while not stop.is_set():
        try:
            _listen(stop, daily)
        except (psycopg.OperationalError, OperationalError) as error:
            log.warning("database away, trying again: %s", str(error).splitlines()[0])
            close_old_connections()
            stop.wait(1.0)


def listener_words() -> dict[str, Any]:
    """How to connect for LISTEN, which needs a session of its own: as Django does, encryption and options included."""
    words = connection.get_connection_params()
    return {name: value for name, value in words.items() if name not in _DJANGOS_OWN}


def _listen(stop: threading.Event, daily: Daily) -> None:
    # Closed without a word: psycopg's own block would first ask a dead line to end its transaction.
    with closing(psycopg.connect(**listener_words(), autocommit=True)) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        while not stop.is_set():
            close_old_connections()
            if catch_up():
                stop.wait(AGAIN_SECONDS)
                continue
            make_daily_root()
            daily.run()
            if not _has_news(listener, stop) and not stop.is_set():
                _require_answer(listener)


def _has_news(listener: "psycopg.Connection[Any]", stop: threading.Event) -> bool:
    """True at a notice; False after `TICK_SECONDS`, or at most `SLICE_SECONDS` after `stop` was set."""
    until = time.monotonic() + TICK_SECONDS
    while not stop.is_set() and time.monotonic() < until:
        if any(True for _ in listener.notifies(timeout=SLICE_SECONDS, stop_after=1)):
            return True
    return False


def _require_answer(listener: "psycopg.Connection[Any]", seconds: float = ANSWER_SECONDS) -> None:
    """OperationalError when the other end says nothing within `seconds`: a line may be dead without having ended.

    Past psycopg's own waiting, which has no limit. Notices that come along are not lost: a look follows anyway.
    """
    line, until = listener.pgconn, time.monotonic() + seconds
    line.send_query(b"SELECT 1")
    line.flush()
    while line.is_busy():
        readable, _, _ = select.select([line.socket], [], [], max(until - time.monotonic(), 0))
        if not readable:
            raise psycopg.OperationalError("the listening connection does not answer")
        line.consume_input()
    while line.get_result():
        pass
