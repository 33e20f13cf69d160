"""The roots against their leaves and one another; the positions against the events."""

from collections.abc import Iterator
from typing import Any

from hetang.ground.journal.checking.faults import Fault, streamed
from hetang.ground.journal.digests import DIGESTS, SHA256
from hetang.ground.journal.merkle import Tree, leaf_text, root_hash

_ROOTS = "SELECT number, made_at, position, leaves, tree, prev, hash, algorithm FROM journal_root ORDER BY number"
_LEAVES = "SELECT kind, key, length, head FROM journal_leaf WHERE root = %s ORDER BY kind, key"
_LEAVES_BEHIND = "SELECT DISTINCT root FROM journal_leaf WHERE root > %s"
_GAPS = """
    SELECT id - 1 FROM (SELECT id, lag(id, 1, 0::bigint) OVER (ORDER BY id) AS before FROM journal_position) p
    WHERE id <> before + 1
"""
_NOT_PLACED = """
    SELECT e.stream_kind, e.stream_key, e.seq FROM journal_event e
    LEFT JOIN journal_position p ON p.event_id = e.id
    LEFT JOIN journal_pending w ON w.event_id = e.id
    WHERE p.id IS NULL AND w.event_id IS NULL
"""
_NOTHING_THERE = """
    SELECT p.id FROM journal_position p LEFT JOIN journal_event e ON e.id = p.event_id WHERE e.id IS NULL
"""
_LAST = "SELECT coalesce(max(id), 0) FROM journal_position"


def position_faults() -> Iterator[Fault]:
    """Each event has one position or waits for one; each position an event; no number is left out."""
    for (number,) in streamed("gaps", _GAPS):
        yield Fault(f"position/{number}", 0, "position missing")
    for kind, key, seq in streamed("not_placed", _NOT_PLACED):
        yield Fault(f"{kind}/{key}", seq, "event without position")
    for (number,) in streamed("nothing_there", _NOTHING_THERE):
        yield Fault(f"position/{number}", 0, "position without event")


def root_faults() -> Iterator[Fault]:
    """Each root made again from its leaves, and chained to the one before."""
    expected, prev, position = 1, "", 0
    for row in streamed("roots", _ROOTS):
        number, covered, digest, told_prev = row[0], row[2], row[6], row[5]
        name = f"root/{number}"
        if number != expected:
            yield Fault(f"root/{expected}", 0, "root missing", expected)
        is_linked = number != expected or told_prev == prev
        if not is_linked or covered <= position or _made_again(row) != digest:
            yield Fault(name, 0, "root changed", number)
        if not _leaves_fit(row):
            yield Fault(name, 0, "leaves changed", number)
        expected, prev, position = number + 1, digest, covered
    for (number,) in streamed("behind", _LEAVES_BEHIND, [expected - 1]):
        yield Fault(f"root/{number}", 0, "root missing", number)
    for (last,) in streamed("last", _LAST):
        if last < position:
            yield Fault(f"position/{last + 1}", 0, "position missing", expected - 1)


def _made_again(row: tuple[Any, ...]) -> str:
    number, made_at, position, leaves, tree, prev, _, algorithm = row
    if algorithm not in DIGESTS:
        return ""
    return root_hash(
        number=number, made_at=made_at, position=position, leaves=leaves, tree=tree, prev=prev, algorithm=algorithm
    )


def _leaves_fit(row: tuple[Any, ...]) -> bool:
    number, leaves, top, algorithm = row[0], row[3], row[4], row[7]
    tree = Tree(algorithm if algorithm in DIGESTS else SHA256)
    for leaf in streamed("leaves", _LEAVES, [number], along_an_index=True):
        tree.add(leaf_text(*leaf))
    return (tree.leaves, tree.root()) == (leaves, top)


def unlike(name: str, length: int, root: int, *, is_there: bool, has_event: bool) -> Fault:
    """The fault of a stream whose event number `length` is not the one that a root covers."""
    if not is_there:
        return Fault(name, 0, "stream deleted", root)
    return Fault(name, length, "other than in root" if has_event else "event missing", root)
