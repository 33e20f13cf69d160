"""Consumers read every event once, in order; a rebuild gives what was there."""

from collections.abc import Sequence
from typing import Any, ClassVar

import pytest
from django.contrib.contenttypes.models import ContentType

from hetang.ground.journal import consumers
from hetang.ground.journal.actions import sequence_new
from hetang.ground.journal.consumers import catch_up, lag, rebuild, run_once
from hetang.ground.journal.models import Event, Offset
from hetang.ground.journal.tests.factories import happen


class Ledger:
    """Remembers in memory what it was given."""

    def __init__(self) -> None:
        self.verbs: list[str] = []
        self.fail_at = ""

    def apply(self, events: Sequence[Event]) -> None:
        for event in events:
            if event.verb == self.fail_at:
                raise RuntimeError(event.verb)
            self.verbs.append(event.verb)

    def reset(self) -> None:
        self.verbs.clear()

    def snapshot(self) -> list[tuple[object, ...]]:
        return [(verb,) for verb in self.verbs]


class Rows:
    """Folds into a table that every database has, so that rows and offset stand or fall together."""

    wrong_on_rebuild: ClassVar[bool] = False
    resets: ClassVar[int] = 0

    def apply(self, events: Sequence[Event]) -> None:
        for event in events:
            suffix = "-again" if Rows.wrong_on_rebuild and Rows.resets else ""
            ContentType.objects.create(app_label="fold", model=f"{event.pk}{suffix}")
            if event.verb == "poison":
                raise RuntimeError("cannot be folded")

    def reset(self) -> None:
        Rows.resets += 1
        ContentType.objects.filter(app_label="fold").delete()

    def snapshot(self) -> list[tuple[object, ...]]:
        return list(ContentType.objects.filter(app_label="fold").order_by("id").values_list("model"))


@pytest.fixture
def rows(settings: Any) -> Rows:
    """`Rows` as the only registered consumer."""
    settings.JOURNAL_CONSUMERS = {"rows": f"{__name__}.Rows"}
    Rows.wrong_on_rebuild, Rows.resets = False, 0
    return Rows()


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
    ledger = Ledger()
    for verb in "abc":
        happen(verb)
    sequence_new()
    middle = consumers.Position.objects.order_by("id")[1].pk
    run_once("ledger", ledger, until=middle)
    assert ledger.verbs == ["a", "b"]


@pytest.mark.django_db(transaction=True)
def test_a_failed_batch_leaves_neither_rows_nor_offset(rows: Rows) -> None:
    happen("fine")
    happen("poison")
    sequence_new()
    with pytest.raises(RuntimeError, match="cannot be folded"):
        run_once("rows", rows)
    assert rows.snapshot() == []
    assert not Offset.objects.exists()


@pytest.mark.django_db
def test_catching_up_numbers_and_folds_everything(rows: Rows) -> None:
    for _ in range(5):
        happen()
    assert lag() == {"rows": 0}, "what has no position cannot be behind"
    sequence_new()
    assert lag() == {"rows": 5}
    assert catch_up() == 5
    assert catch_up() == 0
    assert lag() == {"rows": 0}
    assert len(rows.snapshot()) == 5


@pytest.mark.django_db
def test_a_rebuild_of_a_true_projection_equals_it(rows: Rows) -> None:
    for _ in range(5):
        happen()
    catch_up()
    before = rows.snapshot()
    happen("not read yet")
    assert rebuild("rows") is True
    assert rows.snapshot()[:5] == before
    assert Rows.resets == 1
    assert lag() == {"rows": 0}


@pytest.mark.django_db
def test_a_rebuild_says_when_the_projection_was_wrong(rows: Rows) -> None:
    happen()
    catch_up()
    Rows.wrong_on_rebuild = True
    assert rebuild("rows") is False


@pytest.mark.django_db
def test_a_row_that_was_lost_comes_back_by_a_rebuild(rows: Rows) -> None:
    happen()
    catch_up()
    ContentType.objects.filter(app_label="fold").delete()
    assert rebuild("rows") is False
    assert len(rows.snapshot()) == 1
    assert rebuild("rows") is True


@pytest.mark.django_db
def test_an_unknown_projection_is_an_error() -> None:
    with pytest.raises(KeyError):
        rebuild("nothing")
