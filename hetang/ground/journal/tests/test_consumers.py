"""Consumers read every event once and in order, offset and rows together; a rebuild says what the journal says."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
from django.db import connection, transaction

from hetang.ground.journal import consumers
from hetang.ground.journal.actions.append import append
from hetang.ground.journal.actions.sequence import sequence_new
from hetang.ground.journal.consumers import catch_up, read_after, run_once
from hetang.ground.journal.models import Event, Offset, Position
from hetang.ground.journal.queries import Lag, lag
from hetang.ground.journal.rebuilding import NotAProjection, Rebuilt, rebuild
from hetang.ground.journal.tests.factories import happen
from hetang.ground.lib import clock


class Ledger:
    """Keeps the verbs in memory."""

    tables: Sequence[str] = ()

    def __init__(self) -> None:
        self.verbs: list[str] = []

    def apply(self, events: Sequence[Event]) -> None:
        self.verbs.extend(event.verb for event in events)


class Rows:
    """Folds into a table, so that rows and offset stand or fall together."""

    tables: Sequence[str] = ("journal_test_fold",)
    meanwhile: ClassVar[Any] = None

    def apply(self, events: Sequence[Event]) -> None:
        with connection.cursor() as cursor:
            for event in events:
                cursor.execute("INSERT INTO journal_test_fold (event, verb) VALUES (%s, %s)", [event.pk, event.verb])
                if event.verb == "poison":
                    raise RuntimeError("cannot be folded")
        if Rows.meanwhile:
            Rows.meanwhile()


def folded() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT verb FROM public.journal_test_fold ORDER BY event")
        return [verb for (verb,) in cursor.fetchall()]


def spoil(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def rows(settings: Any, transactional_db: None) -> Iterator[Rows]:
    """`Rows` as the only registered consumer, with its table."""
    settings.JOURNAL_CONSUMERS = {"rows": f"{__name__}.Rows"}
    Rows.meanwhile = None
    spoil("CREATE TABLE journal_test_fold (id int GENERATED ALWAYS AS IDENTITY, event bigint UNIQUE, verb text)")
    yield Rows()
    spoil("DROP TABLE journal_test_fold")


@pytest.mark.django_db
def test_every_event_is_read_once_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "BATCH", 3)
    ledger = Ledger()
    for n in range(8):
        happen(f"e{n}", key=n % 2)
    sequence_new()
    assert [run_once("ledger", ledger) for _ in range(4)] == [3, 3, 2, 0]
    assert ledger.verbs == [f"e{n}" for n in range(8)]


@pytest.mark.django_db
def test_an_event_without_a_position_is_not_read_yet() -> None:
    happen()
    assert run_once("ledger", Ledger()) == 0


@pytest.mark.django_db
def test_consumers_read_apart() -> None:
    first, second = Ledger(), Ledger()
    happen("a")
    sequence_new()
    run_once("first", first)
    happen("b")
    sequence_new()
    run_once("first", first)
    run_once("second", second)
    assert first.verbs == second.verbs == ["a", "b"]


@pytest.mark.django_db
def test_reading_stops_where_it_is_told() -> None:
    for verb in "abcd":
        happen(verb)
    sequence_new()
    events, position = read_after(1, until=3)
    assert ([event.verb for event in events], position) == (["b", "c"], 3)
    assert read_after(3, until=3) == ([], 3)


@pytest.mark.django_db
def test_what_is_read_is_what_was_written() -> None:
    event = happen("note", unit=4)
    sequence_new()
    read = read_after(0)[0][0]
    assert [getattr(read, f.attname) for f in Event._meta.concrete_fields] == [
        getattr(event, f.attname) for f in Event._meta.concrete_fields
    ]
    assert read.body == {"unit": 4}


def test_a_failed_batch_leaves_neither_rows_nor_offset(rows: Rows) -> None:
    happen("fine")
    happen("poison")
    sequence_new()
    with pytest.raises(RuntimeError, match="cannot be folded"):
        run_once("rows", rows)
    assert folded() == []
    assert not Offset.objects.exists()


def test_catching_up_numbers_and_folds_everything(rows: Rows) -> None:
    for n in range(5):
        happen(f"e{n}")
    assert catch_up() == 5
    assert catch_up() == 0
    assert folded() == [f"e{n}" for n in range(5)]


def test_the_lag_counts_what_is_not_folded_and_says_since_when(rows: Rows) -> None:
    assert lag() == {"rows": Lag(0, None)}
    early, late = datetime(2026, 3, 9, 1, tzinfo=UTC), datetime(2026, 3, 9, 2, tzinfo=UTC)
    with clock.fixed_at(early):
        happen("unnumbered")
    assert lag() == {"rows": Lag(1, early)}
    sequence_new()
    assert lag() == {"rows": Lag(1, early)}
    catch_up()
    assert lag() == {"rows": Lag(0, None)}
    with clock.fixed_at(late):
        happen()
        happen()
    sequence_new(limit=1)
    assert lag() == {"rows": Lag(2, late)}


def test_a_rebuild_of_a_true_projection_equals_it(rows: Rows) -> None:
    for n in range(5):
        happen(f"e{n}")
    catch_up()
    assert rebuild("rows") == Rebuilt(events=5, wrong=0, lacking=0)
    assert folded() == [f"e{n}" for n in range(5)]
    assert lag() == {"rows": Lag(0, None)}


@pytest.mark.parametrize(
    ("statement", "wrong", "lacking"),
    [
        ("UPDATE journal_test_fold SET verb = 'other' WHERE verb = 'b'", 1, 1),
        ("DELETE FROM journal_test_fold WHERE verb = 'b'", 0, 1),
        ("INSERT INTO journal_test_fold (event, verb) VALUES (-1, 'more')", 1, 0),
    ],
)
def test_a_rebuild_puts_right_what_was_wrong_and_counts_it(
    rows: Rows, statement: str, wrong: int, lacking: int
) -> None:
    for verb in "abc":
        happen(verb)
    catch_up()
    spoil(statement)
    assert rebuild("rows") == Rebuilt(3, wrong, lacking)
    assert folded() == ["a", "b", "c"]
    assert rebuild("rows").is_same


def test_what_happens_during_a_rebuild_is_compared_as_well(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "BATCH", 2)
    for verb in "abc":
        happen(verb)
    catch_up()
    arrived: list[str] = []

    def told(_done: int, _total: int) -> None:
        if not arrived:
            arrived.append("d")
            happen("d")
            sequence_new()
            spoil("INSERT INTO public.journal_test_fold (event, verb) SELECT max(id), 'd' FROM journal_event")
            Offset.objects.update(position=4)

    assert rebuild("rows", told) == Rebuilt(4, 0, 0)
    assert folded() == ["a", "b", "c", "d"]


def test_a_rebuild_that_breaks_off_changes_nothing(rows: Rows) -> None:
    happen("a")
    catch_up()
    spoil("UPDATE journal_test_fold SET verb = 'wrong'")

    def stop() -> None:
        raise KeyboardInterrupt

    Rows.meanwhile = stop
    with pytest.raises(KeyboardInterrupt):
        rebuild("rows")
    Rows.meanwhile = None
    assert folded() == ["wrong"]
    assert rebuild("rows") == Rebuilt(1, 1, 1)


def test_a_rebuild_holds_nobody_up_while_it_folds(rows: Rows) -> None:
    happen("a")
    catch_up()

    def told(_done: int, _total: int) -> None:
        assert not connection.in_atomic_block
        with transaction.atomic():
            assert Offset.objects.select_for_update(nowait=True).get().position == 1

    assert rebuild("rows", told).is_same


def test_what_has_effects_elsewhere_is_not_done_twice(settings: Any, db: None) -> None:
    settings.JOURNAL_CONSUMERS = {"ledger": f"{__name__}.Ledger"}
    happen()
    with pytest.raises(NotAProjection):
        rebuild("ledger")
    assert not Offset.objects.exists()


@pytest.mark.django_db
def test_an_unknown_projection_is_an_error() -> None:
    with pytest.raises(KeyError):
        rebuild("nothing")


@pytest.mark.django_db
def test_positions_have_no_gap_even_after_a_numbering_that_failed() -> None:
    happen("a")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        append(kind="test", key=5, verb="b", by=None)
        sequence_new()
        _ = 1 // 0
    happen("c")
    sequence_new()
    assert list(Position.objects.order_by("id").values_list("id", flat=True)) == [1, 2]
