"""The line on which the worker listens keeps its encryption, and a dead one is noticed."""

import os
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from hetang.ground.journal import worker
from hetang.ground.journal.models import Event
from hetang.ground.journal.tests.factories import happen


class Line(threading.Thread):
    """A relay to the database that can fall silent with both ends still open."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        parts = urlsplit(os.environ["DATABASE_URL"])
        self.target = (str(parts.hostname), int(parts.port or 5432))
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.is_silent = threading.Event()
        self.start()

    def run(self) -> None:
        near, _ = self.listening.accept()
        far = socket.create_connection(self.target)
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        while piece := one.recv(65536):
            if not self.is_silent.is_set():
                other.sendall(piece)


@pytest.fixture
def line(transactional_db: None) -> Iterator[Line]:
    relay = Line()
    yield relay
    relay.listening.close()


@pytest.fixture
def listener(line: Line) -> Iterator["psycopg.Connection[Any]"]:
    words = worker.listener_words() | {"host": "127.0.0.1", "port": line.port}
    with closing(psycopg.connect(**words, autocommit=True)) as made:
        made.execute(f"LISTEN {worker.CHANNEL}")
        yield made
        line.is_silent.clear()


def test_every_option_of_the_address_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    options = {
        "sslmode": "verify-full",
        "sslrootcert": "/etc/ca.pem",
        "options": "-c statement_timeout=0",
        "pool": True,
    }
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)
    words = worker.listener_words()
    assert {name: words[name] for name in options if name != "pool"} == {
        name: value for name, value in options.items() if name != "pool"
    }
    assert "pool" not in words
    psycopg.conninfo.make_conninfo(**words)  # nothing in it that libpq would not know


def test_a_line_that_answers_is_kept(listener: "psycopg.Connection[Any]") -> None:
    worker._require_answer(listener)
    worker._require_answer(listener)
    assert listener.execute("SELECT 1").fetchone() == (1,)


def test_a_line_that_died_without_ending_is_noticed(line: Line, listener: "psycopg.Connection[Any]") -> None:
    line.is_silent.set()
    with pytest.raises(psycopg.OperationalError, match="does not answer"):
        worker._require_answer(listener, seconds=0.3)


def test_a_notice_comes_with_the_commit(listener: "psycopg.Connection[Any]") -> None:
    happen()
    assert worker._has_news(listener, threading.Event())


def test_writers_at_work_at_once_do_not_queue_for_the_notice(listener: "psycopg.Connection[Any]") -> None:
    """One transaction notifies; another that commits before it neither waits nor notifies again."""
    words = worker.listener_words()
    insert = (
        "INSERT INTO journal_event (stream_kind, stream_key, seq, verb, at, day, district, street, community,"
        " body_text, prev_hash, hash) VALUES ('x', %s, 1, 'v', now(), now()::date, '', '', '', '', '', '')"
    )
    with psycopg.connect(**words) as one, psycopg.connect(**words) as other:
        one.execute(insert, [1])
        other.execute(insert, [2])
        other.commit()
        assert not any(True for _ in listener.notifies(timeout=0.3, stop_after=1))
        one.commit()
        assert len(list(listener.notifies(timeout=0.5, stop_after=2))) == 1


class Broken:
    """A consumer that always fails."""

    tables = ("journal_offset",)

    def apply(self, events: Sequence[Event]) -> None:
        raise ValueError("what is this?")


class Whole:
    """A consumer that counts what it was given."""

    tables = ("journal_offset",)
    taken = 0

    def apply(self, events: Sequence[Event]) -> None:
        Whole.taken += len(events)


@pytest.mark.django_db
def test_a_consumer_that_fails_rests_and_the_others_go_on(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    here = "hetang.ground.journal.tests.test_worker"
    settings.JOURNAL_CONSUMERS = {"broken": f"{here}.Broken", "whole": f"{here}.Whole"}
    Whole.taken = 0
    happen()
    resting = worker.Resting()
    assert worker._fold(resting) == 1
    assert Whole.taken == 1
    assert "consumer broken failed" in caplog.text
    assert resting.has("broken")
    assert not resting.has("whole")
    caplog.clear()
    happen(key=2)
    assert worker._fold(resting) == 1
    assert caplog.text == "", "it is left alone for a while"


def test_whoever_fails_again_rests_longer_up_to_a_limit() -> None:
    resting = worker.Resting()
    assert [resting.add("figures") for _ in range(8)] == [5, 10, 20, 40, 80, 160, 300, 300]
    resting.forget("figures")
    assert resting.add("figures") == 5


@pytest.mark.django_db(transaction=True)
def test_the_daily_root_waits_for_no_quiet_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, asked = threading.Event(), list[float]()

    def ask() -> None:
        asked.append(time.monotonic())
        if len(asked) == 3:
            stop.set()

    monkeypatch.setattr(worker, "_fold", lambda _resting: 1)
    monkeypatch.setattr(worker, "make_daily_root", ask)
    monkeypatch.setattr(worker, "AGAIN_SECONDS", 0.01)
    monkeypatch.setattr(worker, "ROOT_SECONDS", 0.1)
    limit = threading.Timer(10, stop.set)
    limit.start()
    worker._listen(stop, worker.Daily())
    limit.cancel()
    assert len(asked) == 3
    assert asked[2] - asked[1] >= 0.1


@pytest.mark.django_db
def test_traffic_without_an_end_lets_the_loop_come_round(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.JOURNAL_CONSUMERS = {}
    rounds = list[int]()

    def more() -> int:
        rounds.append(1)
        return 1

    monkeypatch.setattr(worker, "sequence_new", more)
    assert worker._fold(worker.Resting()) == 0
    assert len(rounds) == worker.ROUNDS
