"""Positions follow the commits: an event that commits late is never behind a reader."""

import threading

import pytest
from django.db import connection, transaction

from hetang.ground.journal.actions.append import append
from hetang.ground.journal.actions.sequence import sequence_new
from hetang.ground.journal.consumers import run_once
from hetang.ground.journal.models import Event, Pending, Position
from hetang.ground.journal.tests.factories import happen
from hetang.ground.journal.tests.test_consumers import Ledger

pytestmark = pytest.mark.django_db(transaction=True)


class Late(threading.Thread):
    """A second connection that writes an event at once and commits only when it is told to."""

    def __init__(self, key: int = 100) -> None:
        super().__init__()
        self.key, self.written, self.go = key, threading.Event(), threading.Event()
        self.start()
        assert self.written.wait(10)

    def run(self) -> None:
        try:
            with transaction.atomic():
                append(kind="test", key=self.key, verb="late", by=None)
                self.written.set()
                self.go.wait(10)
        finally:
            connection.close()

    def commit(self) -> None:
        self.go.set()
        self.join(10)


def order() -> list[str]:
    return list(Position.objects.order_by("id").values_list("event__verb", flat=True))


def test_an_event_that_commits_late_comes_after_what_was_visible_before() -> None:
    late = Late()
    happen("early")
    assert sequence_new() == 1
    assert order() == ["early"]
    late.commit()
    assert sequence_new() == 1
    assert order() == ["early", "late"]
    by_id = list(Event.objects.order_by("id").values_list("verb", flat=True))
    assert by_id == ["late", "early"], "reading by id would have lost the late one"


def test_a_reader_that_stood_at_the_end_still_gets_the_late_event() -> None:
    late, ledger = Late(), Ledger()
    happen("early")
    sequence_new()
    while run_once("ledger", ledger):
        pass
    late.commit()
    sequence_new()
    while run_once("ledger", ledger):
        pass
    assert ledger.verbs == ["early", "late"]


def test_two_sequencers_number_each_event_once() -> None:
    for n in range(40):
        happen(f"e{n}", key=n)

    def number() -> None:
        try:
            while sequence_new(limit=3):
                pass
        finally:
            connection.close()

    workers = [threading.Thread(target=number) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(20)
    assert order() == [f"e{n}" for n in range(40)]
    assert not Pending.objects.exists()


def test_what_is_rolled_back_gets_no_position() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        append(kind="test", key=1, verb="lost", by=None)
        _ = 1 // 0
    assert sequence_new() == 0
    assert order() == []


def test_a_limit_leaves_the_rest_for_the_next_call() -> None:
    for n in range(5):
        happen(f"e{n}")
    assert [sequence_new(limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert order() == [f"e{n}" for n in range(5)]
