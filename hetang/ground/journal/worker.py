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
from hetang.ground.journal.actions.sequence import sequence_new
from hetang.ground.journal.consumers import read_to_end, registered
from hetang.ground.journal.daily import Daily, run_often

log = logging.getLogger(__name__)
CHANNEL = "hetang_journal"
TICK_SECONDS = 5.0
# An event cannot interrupt a wait on a socket, so the wait is cut into slices: this is how long stopping may take.
SLICE_SECONDS = 0.5
# Writers at work at the same moment leave the notice to one of them: after some news there may be more.
AGAIN_SECONDS = 0.2
ANSWER_SECONDS = 5.0
ROOT_SECONDS = 60.0
# How often new events are numbered before they are folded: 2000 each time.
ROUNDS = 20
FIRST_REST_SECONDS, LONGEST_REST_SECONDS = 5.0, 300.0
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
        resting, asked = Resting(), 0.0
        while not stop.is_set():
            close_old_connections()
            folded = _fold(resting)
            # Once a minute whatever comes in: on a busy day there may be no quiet moment until the next.
            if not folded or time.monotonic() - asked >= ROOT_SECONDS:
                make_daily_root()
                daily.run()
                run_often()
                asked = time.monotonic()
            if folded:
                stop.wait(AGAIN_SECONDS)
                continue
            if not _has_news(listener, stop) and not stop.is_set():
                _require_answer(listener)


class Resting:
    """Consumers that failed of their own, by name: until when each is left alone (twice as long each time)."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}
        self._seconds: dict[str, float] = {}

    def has(self, name: str) -> bool:
        """Whether the consumer is left alone for now."""
        return time.monotonic() < self._until.get(name, 0.0)

    def add(self, name: str) -> float:
        """The consumer failed; for how many seconds it is left alone."""
        seconds = min(self._seconds.get(name, FIRST_REST_SECONDS / 2) * 2, LONGEST_REST_SECONDS)
        self._seconds[name], self._until[name] = seconds, time.monotonic() + seconds
        return seconds

    def forget(self, name: str) -> None:
        """The consumer works again."""
        self._seconds.pop(name, None)


def _fold(resting: Resting) -> int:
    """Number what is committed and let every consumer read it; returns the events folded.

    Bounded, so that unbroken traffic lets the loop come round. A consumer that fails rests; the others go on.
    """
    for _ in range(ROUNDS):
        if not sequence_new():
            break
    total = 0
    for name, consumer in registered().items():
        if resting.has(name):
            continue
        try:
            total += read_to_end(name, consumer)
        except (psycopg.OperationalError, OperationalError):
            raise
        except Exception:  # noqa: BLE001 - whatever it is, the other figures must not stand still for it
            log.exception("consumer %s failed, trying again in %s s", name, resting.add(name))
        else:
            resting.forget(name)
    return total


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
