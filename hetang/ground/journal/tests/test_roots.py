"""The daily root finds what the chains alone cannot: whole streams gone, tails cut with their heads made to fit."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from hetang.ground.journal.actions.root import make_daily_root, make_root
from hetang.ground.journal.actions.sequence import sequence_new
from hetang.ground.journal.checking.exports import BadExport, export_root, verify_export
from hetang.ground.journal.checking.faults import Fault
from hetang.ground.journal.checking.whole import verify
from hetang.ground.journal.merkle import Tree
from hetang.ground.journal.models import Event, Leaf, Position, Root, Stream
from hetang.ground.journal.tests.factories import guards_off, happen
from hetang.ground.lib import clock

pytestmark = pytest.mark.django_db
ALL = ("journal_event", "journal_position", "journal_root", "journal_leaf")
MORNING = datetime(2026, 3, 9, 1, tzinfo=UTC)


def root() -> Root | None:
    while sequence_new():
        pass
    return make_root()


@pytest.fixture
def two_roots() -> None:
    """Streams 1 to 3 with three events each in root 1; one more event of stream 2 and a stream 4 in root 2."""
    for key in (1, 2, 3):
        for verb in ("register", "assign", "accept"):
            happen(verb, kind="case", key=key)
    root()
    happen("settle", kind="case", key=2)
    happen("register", kind="case", key=4)
    root()


def tamper(statement: str) -> None:
    """What only an owner who disables the triggers can do."""
    with guards_off(*ALL):
        connection.cursor().execute(statement)


def vanish(key: int, after: int = 0) -> None:
    """An owner takes the events behind `after` away and leaves no trace in heads and positions."""
    events = f"stream_key = {key} AND seq > {after}"
    tamper(f"DELETE FROM journal_position WHERE event_id IN (SELECT id FROM journal_event WHERE {events})")
    tamper(f"DELETE FROM journal_event WHERE {events}")
    tamper("CREATE TEMP TABLE kept AS SELECT row_number() OVER (ORDER BY id) AS id, event_id FROM journal_position")
    tamper("DELETE FROM journal_position")
    tamper("INSERT INTO journal_position SELECT * FROM kept")
    tamper("DROP TABLE kept")
    if after:
        last = Event.objects.get(stream_key=key, seq=after)
        Stream.objects.filter(key=key).update(length=after, head=last.hash)
    else:
        Stream.objects.filter(key=key).delete()


def events_only(faults: list[Fault]) -> list[Fault]:
    return [fault for fault in faults if not fault.stream.startswith("position/")]


def slow_tree(leaves: list[bytes]) -> bytes:
    """RFC 6962, word for word."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + slow_tree(leaves[:half]) + slow_tree(leaves[half:])).digest()


@pytest.mark.parametrize("count", [*range(1, 18), 31, 32, 33])
def test_the_tree_is_that_of_rfc_6962(count: int) -> None:
    tree = Tree("sha256")
    for n in range(count):
        tree.add(f"leaf {n}")
    assert tree.root() == slow_tree([f"leaf {n}".encode() for n in range(count)]).hex()
    assert Tree("sha256").root() == hashlib.sha256(b"").hexdigest()


@pytest.mark.usefixtures("two_roots")
def test_a_root_holds_what_grew_since_the_one_before() -> None:
    first, second = Root.objects.order_by("number")
    assert (first.leaves, first.position, first.prev) == (3, 9, "")
    assert (second.leaves, second.position, second.prev) == (2, 11, first.hash)
    found = Leaf.objects.filter(root=2).order_by("key").values_list("key", "length", "head")
    heads = Stream.objects.filter(key__in=(2, 4)).order_by("key").values_list("key", "length", "head")
    assert list(found) == list(heads)
    assert list(verify()) == []


def test_without_news_there_is_no_root() -> None:
    assert root() is None
    happen()
    assert make_root() is None, "what has no position is not covered yet"
    assert root() is not None
    assert root() is None
    assert Root.objects.count() == 1


def test_the_worker_makes_one_a_day() -> None:
    with clock.fixed_at(MORNING):
        happen()
        sequence_new()
        assert make_daily_root() is not None
        happen()
        sequence_new()
        assert make_daily_root() is None
    # 23:59:59 in Hangzhou, then midnight.
    with clock.fixed_at(MORNING.replace(hour=15, minute=59, second=59)):
        assert make_daily_root() is None
    with clock.fixed_at(MORNING.replace(hour=16)):
        made = make_daily_root()
        assert made is not None
        assert (made.number, made.position) == (2, 2)


@pytest.mark.usefixtures("two_roots")
@pytest.mark.parametrize("table", ["journal_root", "journal_leaf", "journal_position"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET {column} = {column}"])
def test_the_database_refuses_to_change_a_root(table: str, statement: str) -> None:
    column = {"journal_root": "number", "journal_leaf": "key", "journal_position": "id"}[table]
    with pytest.raises(DatabaseError, match=f"rows of {table} are never changed"), transaction.atomic():
        connection.cursor().execute(statement.format(table, column=column))


@pytest.mark.usefixtures("two_roots")
@pytest.mark.parametrize("key", [1, 2, 3, 4])
def test_a_stream_deleted_with_its_head_is_named_with_the_root_that_knew_it(key: int) -> None:
    vanish(key)
    assert events_only(list(verify())) == [Fault(f"case/{key}", 0, "stream deleted", 2 if key == 4 else 1)]


@pytest.mark.usefixtures("two_roots")
def test_a_cut_tail_with_a_head_made_to_fit_is_named() -> None:
    vanish(2, after=3)
    assert events_only(list(verify())) == [Fault("case/2", 4, "event missing", 2)]


@pytest.mark.usefixtures("two_roots")
def test_a_tail_written_anew_is_named() -> None:
    vanish(2, after=3)
    happen("terminate", kind="case", key=2)
    sequence_new()
    assert list(verify()) == [Fault("case/2", 4, "other than in root", 2)]


@pytest.mark.usefixtures("two_roots")
@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE journal_root SET position = position - 1 WHERE number = 1", Fault("root/1", 0, "root changed", 1)),
        ("UPDATE journal_root SET made_at = now() WHERE number = 2", Fault("root/2", 0, "root changed", 2)),
        ("UPDATE journal_root SET hash = repeat('0', 64) WHERE number = 1", Fault("root/1", 0, "root changed", 1)),
        ("UPDATE journal_root SET algorithm = 'sm3' WHERE number = 1", Fault("root/1", 0, "leaves changed", 1)),
        ("UPDATE journal_root SET prev = '' WHERE number = 2", Fault("root/2", 0, "root changed", 2)),
        ("DELETE FROM journal_root WHERE number = 1", Fault("root/1", 0, "root missing", 1)),
        ("DELETE FROM journal_root WHERE number = 2", Fault("root/2", 0, "root missing", 2)),
        ("DELETE FROM journal_leaf WHERE root = 1 AND key = 3", Fault("root/1", 0, "leaves changed", 1)),
        ("UPDATE journal_leaf SET length = 2 WHERE root = 1 AND key = 3", Fault("root/1", 0, "leaves changed", 1)),
    ],
)
def test_a_root_that_somebody_touched_is_named(statement: str, fault: Fault) -> None:
    tamper(statement)
    assert fault in list(verify())


@pytest.mark.usefixtures("two_roots")
def test_an_event_lost_from_the_order_is_named() -> None:
    lost = Position.objects.get(pk=5).event
    tamper("DELETE FROM journal_position WHERE id = 5")
    assert list(verify()) == [
        Fault("position/5", 0, "position missing"),
        Fault(f"case/{lost.stream_key}", lost.seq, "event without position"),
    ]


@pytest.mark.usefixtures("two_roots")
def test_one_stream_can_be_verified_alone() -> None:
    vanish(2, after=3)
    assert list(verify(("case", 1))) == []
    assert list(verify(("case", 2))) == [Fault("case/2", 4, "event missing", 2)]


# Exported


@pytest.fixture
def exported(two_roots: None, tmp_path: Path) -> Path:
    path = tmp_path / "root-1.jsonl"
    export_root(Root.objects.get(number=1), path)
    return path


def forge() -> None:
    """An owner who knows this program makes all leaves and roots again, to fit what is left."""
    tamper("DELETE FROM journal_leaf")
    tamper("DELETE FROM journal_root")
    root()


def test_an_exported_root_fits_the_journal_it_came_from(exported: Path) -> None:
    assert list(verify_export(exported)) == []
    happen("close", kind="case", key=1)
    root()
    assert list(verify_export(exported)) == []


def test_it_is_one_line_for_the_root_and_one_for_each_stream(exported: Path) -> None:
    head, *leaves = map(json.loads, exported.read_text().splitlines())
    assert (head["number"], head["leaves"], head["algorithm"]) == (1, 3, "sha256")
    assert [leaf[:3] for leaf in leaves] == [["case", 1, 3], ["case", 2, 3], ["case", 3, 3]]


def test_it_is_never_written_over_another(exported: Path) -> None:
    before = exported.read_bytes()
    with pytest.raises(FileExistsError):
        export_root(Root.objects.get(number=2), exported)
    assert exported.read_bytes() == before


def test_an_owner_who_rewrites_everything_is_found_by_the_exported_root(exported: Path) -> None:
    vanish(3)
    forge()
    assert list(verify()) == [], "nothing inside the database can tell"
    assert list(verify_export(exported)) == [
        Fault("root/1", 0, "other than exported", 1),
        Fault("case/3", 0, "stream deleted", 1),
    ]


def test_a_cut_tail_in_a_rewritten_database_is_found_too(exported: Path) -> None:
    vanish(1, after=2)
    forge()
    assert list(verify()) == []
    assert Fault("case/1", 3, "event missing", 1) in list(verify_export(exported))


def test_a_root_that_is_gone_from_the_database_is_found(exported: Path) -> None:
    tamper("DELETE FROM journal_leaf")
    tamper("DELETE FROM journal_root")
    assert list(verify()) == []
    assert list(verify_export(exported)) == [Fault("root/1", 0, "root missing", 1)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"position": 9', '"position": 8'),
        ('["case", 2, 3', '["case", 2, 2'),
        ('"algorithm": "sha256"', '"algorithm": "sm3"'),
        ('"algorithm": "sha256"', '"algorithm": "md5"'),
        ('"hetang": "root"', '"hetang": "leaf"'),
        ('"made_at"', '"made"'),
    ],
)
def test_a_file_that_was_changed_is_no_export(exported: Path, old: str, new: str) -> None:
    text = exported.read_text()
    assert old in text
    exported.write_text(text.replace(old, new))
    with pytest.raises(BadExport):
        list(verify_export(exported))


def test_a_file_cut_short_is_no_export(exported: Path) -> None:
    exported.write_text("\n".join(exported.read_text().splitlines()[:-1]) + "\n")
    with pytest.raises(BadExport):
        list(verify_export(exported))


def test_no_file_is_no_export(tmp_path: Path) -> None:
    with pytest.raises(BadExport):
        list(verify_export(tmp_path / "nothing"))


def test_a_root_a_day_for_a_week_stays_chained() -> None:
    for day in range(7):
        with clock.fixed_at(MORNING + timedelta(days=day)):
            happen(key=day % 2)
            sequence_new()
            made: Any = make_daily_root()
            assert made.leaves == 1
    assert list(verify()) == []
