"""Many events at once obey the rules of the single form."""

import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from hetang.ground.journal.actions.append import append
from hetang.ground.journal.actions.bulk import Entry, append_many
from hetang.ground.journal.actions.sequence import sequence_new
from hetang.ground.journal.checking.whole import verify
from hetang.ground.journal.models import Event, Pending, Stream
from hetang.ground.journal.tests.factories import happen
from hetang.ground.lib import clock

PLACE = SimpleNamespace(district="330105", street="330105008", community="330105008001")
NOW = datetime(2026, 3, 9, 15, 59, 59, 123456, tzinfo=UTC)
COLUMNS = [f.attname for f in Event._meta.concrete_fields if f.attname != "id"]
ENTRIES = st.lists(
    st.builds(
        Entry,
        kind=st.sampled_from(["case", "loading"]),
        key=st.integers(1, 3),
        verb=st.sampled_from(["register", "分派", "accept"]),
        by=st.none() | st.integers(1, 9),
        body=st.dictionaries(st.text("ab中\\\n\t'\"", max_size=3), st.none() | st.integers() | st.text(max_size=4)),
        place=st.none() | st.just(PLACE),
    ),
    max_size=8,
)


def one_by_one(entries: list[Entry]) -> None:
    for e in entries:
        append(kind=e.kind, key=e.key, verb=e.verb, by=e.by, body=e.body, place=e.place)


def rows() -> tuple[list[Any], list[Any]]:
    events = Event.objects.order_by("stream_kind", "stream_key", "seq").values_list(*COLUMNS)
    return list(events), list(Stream.objects.order_by("kind", "key").values_list("kind", "key", "length", "head"))


@settings(deadline=None, max_examples=40)
@given(before=ENTRIES, entries=ENTRIES)
def _alike(before: list[Entry], entries: list[Entry]) -> None:
    found = []
    for way in (one_by_one, append_many):
        with transaction.atomic(), clock.fixed_at(NOW):
            one_by_one(before)
            way(entries)
            found.append(rows())
            assert Pending.objects.count() == Event.objects.count()
            assert list(verify()) == []
            transaction.set_rollback(True)
    assert found[0] == found[1]


@pytest.mark.django_db
def test_both_forms_write_the_same_rows() -> None:
    _alike()


@pytest.mark.django_db
def test_events_get_positions_in_the_order_given() -> None:
    with transaction.atomic():
        assert append_many(Entry("case", key, verb, 1) for verb in ("register", "assign") for key in (2, 1)) == 4
    assert sequence_new() == 4
    order = Event.objects.order_by("position__id").values_list("stream_key", "verb")
    assert list(order) == [(2, "register"), (1, "register"), (2, "assign"), (1, "assign")]


@pytest.mark.django_db
def test_nothing_to_write_writes_nothing() -> None:
    assert append_many([]) == 0
    assert not Stream.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_without_the_transaction_of_the_change_it_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction of its change"):
        append_many([Entry("case", 1, "register", None)])
    assert not Stream.objects.exists()


@pytest.mark.django_db
def test_a_time_of_its_own_is_for_demonstrations(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = Entry("case", 1, "register", None, at=NOW - timedelta(days=300))
    append_many([entry])
    assert Event.objects.get().at == entry.at
    monkeypatch.setattr(django_settings, "DEMO", False)
    with pytest.raises(clock.ClockRefused):
        append_many([entry])
    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_bulk_and_single_writers_of_the_same_streams_make_whole_chains() -> None:
    def bulk(turn: int) -> None:
        try:
            for _ in range(5):
                keys = [1, 2, 3] if turn else [3, 2, 1]
                with transaction.atomic():
                    append_many([Entry("test", key, "bulk", turn) for key in keys])
        finally:
            connection.close()

    def single() -> None:
        try:
            for n in range(15):
                happen("single", key=n % 3 + 1)
        finally:
            connection.close()

    writers = [threading.Thread(target=bulk, args=(turn,)) for turn in (0, 1)] + [threading.Thread(target=single)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(30)
    assert Event.objects.count() == 45
    assert list(Stream.objects.order_by("key").values_list("length", flat=True)) == [15, 15, 15]
    assert list(verify()) == []
