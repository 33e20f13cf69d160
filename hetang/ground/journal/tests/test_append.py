"""Writing events, and the database's own refusal to change them."""

import threading
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from hetang.ground.journal.actions.append import append
from hetang.ground.journal.checking.whole import verify
from hetang.ground.journal.models import Event, Pending, Stream
from hetang.ground.journal.queries import story
from hetang.ground.journal.tests.factories import guards_off, happen
from hetang.ground.lib import clock


@pytest.mark.django_db
def test_an_event_holds_who_what_when_and_where() -> None:
    place = SimpleNamespace(district="330105", street="330105008", community="330105008001")
    # 23:30 in Hangzhou is 15:30 in Greenwich; half an hour later the local day is another.
    with clock.fixed_at(datetime(2026, 3, 9, 16, 30, tzinfo=UTC)):
        event = append(kind="case", key=3, verb="assign", by=9, body={"unit": 4}, place=place)
    kept = Event.objects.get(pk=event.pk)
    assert (kept.stream_kind, kept.stream_key, kept.seq, kept.verb, kept.actor) == ("case", 3, 1, "assign", 9)
    assert (kept.day, kept.district, kept.street, kept.community) == (date(2026, 3, 10), *vars(place).values())
    assert kept.body == {"unit": 4}
    assert kept.prev_hash == ""


@pytest.mark.django_db
def test_streams_count_and_chain_apart() -> None:
    first, other, second = happen(key=1), happen(key=2), happen(key=1)
    assert [e.seq for e in (first, other, second)] == [1, 1, 2]
    assert second.prev_hash == first.hash
    assert Stream.objects.get(key=1).head == second.hash
    assert list(story("test", 1)) == [first, second]
    assert list(verify()) == []


@pytest.mark.django_db
def test_the_same_event_in_another_stream_has_another_hash() -> None:
    with clock.fixed_at(datetime(2026, 3, 9, tzinfo=UTC)):
        assert happen(key=1).hash != happen(key=2).hash


@pytest.mark.django_db(transaction=True)
def test_an_event_without_the_transaction_of_its_change_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction of its change"):
        append(kind="test", key=1, verb="note", by=None)
    assert not Event.objects.exists()
    assert not Stream.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    ["UPDATE journal_event SET verb = 'nothing'", "UPDATE journal_event SET verb = verb", "DELETE FROM journal_event"],
)
def test_the_database_refuses_to_change_or_delete_an_event(statement: str) -> None:
    happen()
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        connection.cursor().execute(statement)
    assert Event.objects.get().verb == "note"


@pytest.mark.django_db
def test_the_models_own_verbs_are_refused_too() -> None:
    event = happen()
    event.verb = "nothing"
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        event.save()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        event.delete()
    assert Event.objects.get().verb == "note"
    assert Pending.objects.count() == 1


@pytest.mark.django_db
def test_a_number_in_a_stream_is_given_once() -> None:
    event = happen()
    with pytest.raises(IntegrityError, match="journal_event_seq_once"), transaction.atomic():
        Event.objects.create(**{f.name: getattr(event, f.name) for f in Event._meta.fields if f.name != "id"})


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_leaves_no_gap() -> None:
    happen()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        append(kind="test", key=1, verb="lost", by=None)
        _ = 1 // 0
    happen("after")
    assert [(e.seq, e.verb) for e in story("test", 1)] == [(1, "note"), (2, "after")]
    assert list(verify()) == []


@pytest.mark.django_db(transaction=True)
def test_many_writers_of_one_stream_make_one_chain() -> None:
    def write() -> None:
        try:
            for _ in range(10):
                happen()
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(30)
    assert list(story("test", 1).values_list("seq", flat=True)) == list(range(1, 41))
    assert list(verify()) == []


@pytest.mark.django_db
def test_a_first_event_costs_one_statement_and_a_later_one_two(django_assert_num_queries: Any) -> None:
    words: dict[str, Any] = {"kind": "test", "verb": "note", "by": None}
    with django_assert_num_queries(1):
        append(key=1, first=True, **words)
    with django_assert_num_queries(2):
        append(key=1, **words)
    with django_assert_num_queries(2):
        append(key=2, **words)
    assert list(verify()) == []


@pytest.mark.django_db
def test_a_stream_wrongly_called_new_is_continued() -> None:
    before = happen("a")
    with transaction.atomic():
        event = append(kind="test", key=1, verb="b", by=None, first=True)
    assert (event.seq, event.prev_hash) == (2, before.hash)
    assert list(verify()) == []


@pytest.mark.django_db(transaction=True)
def test_writers_who_begin_the_same_stream_at_once_make_one_chain() -> None:
    gate = threading.Barrier(4)

    def write() -> None:
        try:
            for key in range(10):
                gate.wait(10)
                with transaction.atomic():
                    append(kind="test", key=key, verb="note", by=None, first=True)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(30)
    assert list(Stream.objects.order_by("key").values_list("length", flat=True)) == [4] * 10
    assert list(verify()) == []


@pytest.mark.django_db
def test_the_hash_covers_the_text_and_not_what_jsonb_would_make_of_it() -> None:
    """jsonb sorts keys by length, drops doubles and rewrites numbers: a hash over it would be over its habits."""
    event = happen(bb=1, a=1.50, ccc="\u0001")
    with connection.cursor() as cursor:
        cursor.execute("SELECT body_text, body_text::jsonb::text FROM journal_event")
        text, through_jsonb = cursor.fetchone()
    assert text == event.body_text
    assert text != through_jsonb
    with guards_off():
        connection.cursor().execute("UPDATE journal_event SET body_text = body_text::jsonb::text")
    assert [fault.what for fault in verify()] == ["event changed"]
