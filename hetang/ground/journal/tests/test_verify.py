"""A tampered journal is found, and the place is named."""

import pytest
from django.db import connection

from hetang.ground.journal.checking.faults import Fault
from hetang.ground.journal.checking.whole import verify
from hetang.ground.journal.models import Event, Pending, Stream
from hetang.ground.journal.rules import event_hash
from hetang.ground.journal.tests.factories import guards_off, happen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _three_streams() -> None:
    for key in (1, 2, 3):
        for verb in ("register", "assign", "accept"):
            happen(verb, kind="case", key=key, unit=4)


def recomputed(event: Event) -> str:
    return event_hash(
        prev=event.prev_hash,
        stream=f"{event.stream_kind}/{event.stream_key}",
        seq=event.seq,
        verb=event.verb,
        actor=event.actor,
        at=event.at,
        places=(event.district, event.street, event.community),
        body=event.body_text,
        algorithm=event.algorithm,
    )


def remove(**which: object) -> None:
    with guards_off():
        events = Event.objects.filter(stream_kind="case", **which)
        Pending.objects.filter(event__in=events).delete()
        events._raw_delete("default")


def test_an_untouched_journal_has_no_fault() -> None:
    assert list(verify()) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "'return'"),
        ("actor", "8"),
        ("actor", "NULL"),
        ("at", "at + interval '1 microsecond'"),
        ("community", "'330105008002'"),
        ("body_text", "'{\"unit\":5}'"),
        ("body_text", "body_text || ' '"),
        ("prev_hash", "repeat('0', 64)"),
        ("hash", "repeat('0', 64)"),
    ],
)
def test_a_changed_event_is_found(column: str, value: str) -> None:
    with guards_off():
        connection.cursor().execute(f'UPDATE journal_event SET "{column}" = {value} WHERE stream_key = 2 AND seq = 2')
    assert Fault("case/2", 2, "event changed") in list(verify())


def test_a_change_with_a_hash_made_to_fit_breaks_the_next_link() -> None:
    with guards_off():
        event = Event.objects.get(stream_key=2, seq=2)
        event.verb = "return"
        event.hash = recomputed(event)
        event.save()
    assert list(verify()) == [Fault("case/2", 3, "event changed")]


def test_a_missing_event_is_found() -> None:
    remove(stream_key=2, seq=2)
    assert Fault("case/2", 2, "event missing") in list(verify())


def test_a_missing_first_event_is_found() -> None:
    remove(stream_key=2, seq=1)
    assert Fault("case/2", 1, "event missing") in list(verify())


def test_a_cut_tail_is_found() -> None:
    remove(stream_key=2, seq=3)
    assert list(verify()) == [Fault("case/2", 2, "tail cut or head changed")]


@pytest.mark.parametrize("key", [1, 2, 3])
def test_a_deleted_stream_is_found(key: int) -> None:
    remove(stream_key=key)
    assert list(verify()) == [Fault(f"case/{key}", 0, "stream deleted")]


def test_an_emptied_journal_is_found() -> None:
    remove()
    assert [fault.what for fault in verify()] == ["stream deleted"] * 3


def test_a_stream_without_its_head_is_found() -> None:
    Stream.objects.filter(key=2).delete()
    assert list(verify()) == [Fault("case/2", 0, "stream head missing")]


def test_a_changed_head_is_found() -> None:
    Stream.objects.filter(key=2).update(head="0" * 64)
    Stream.objects.filter(key=3).update(length=4)
    assert {(f.stream, f.what) for f in verify()} == {(f"case/{k}", "tail cut or head changed") for k in (2, 3)}


def test_an_event_of_a_stream_that_never_was_is_found() -> None:
    with guards_off():
        Event.objects.filter(stream_key=3, seq=3).update(stream_key=99)
    found = {(f.stream, f.what) for f in verify()}
    assert ("case/99", "event missing") in found
    assert ("case/99", "stream head missing") in found
    assert ("case/3", "tail cut or head changed") in found
