"""Making the daily root: what an inspector holds against the journal years later."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from hetang.ground.journal.merkle import Tree, leaf_text, root_hash
from hetang.ground.journal.models import Position, Root
from hetang.ground.lib import clock

_ROOT_LOCK = 1788_0003
# A stream's positions rise with its `seq`, so the highest `seq` up to a position is its length there. Two steps, for
# the first root of a large journal reads every event once.
_LEAVES = """
    INSERT INTO journal_leaf (root, kind, key, length, head)
    SELECT %(root)s, g.kind, g.key, g.length, e.hash
    FROM (
        SELECT e.stream_kind AS kind, e.stream_key AS key, max(e.seq) AS length
        FROM journal_position p JOIN journal_event e ON e.id = p.event_id
        WHERE p.id > %(after)s AND p.id <= %(until)s GROUP BY 1, 2
    ) g
    JOIN journal_event e ON e.stream_kind = g.kind AND e.stream_key = g.key AND e.seq = g.length
"""
_READ = "SELECT kind, key, length, head FROM journal_leaf WHERE root = %s ORDER BY kind, key"


def make_root(told: Callable[[int], None] = lambda _leaves: None) -> Root | None:
    """Write a root over every stream that grew since the root before; None where nothing was numbered since.

    `told` hears how many leaves are folded so far. One at a time (advisory lock); memory does not grow with the
    number of streams.
    """
    with transaction.atomic():
        _one_at_a_time()
        return _make(told)


def make_daily_root() -> Root | None:
    """`make_root`, once a local day: the worker asks again and again."""
    if not _is_due():
        return None
    with transaction.atomic():
        _one_at_a_time()
        return _make(lambda _leaves: None) if _is_due() else None


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ROOT_LOCK])


def _is_due() -> bool:
    last = Root.objects.order_by("-number").first()
    return last is None or clock.local_day(last.made_at) < clock.today()


def _make(told: Callable[[int], None]) -> Root | None:
    last = Root.objects.order_by("-number").first()
    number, after, prev = (last.number + 1, last.position, last.hash) if last else (1, 0, "")
    until = Position.objects.order_by("-id").values_list("id", flat=True).first() or 0
    if until <= after:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_LEAVES, {"root": number, "after": after, "until": until})
    algorithm = settings.JOURNAL_DIGEST
    tree = fold_leaves(_stored(number), algorithm, told)
    return _write(number, clock.now(), until, tree, prev, algorithm)


def _write(number: int, made_at: datetime, position: int, tree: Tree, prev: str, algorithm: str) -> Root:
    top = tree.root()
    digest = root_hash(
        number=number,
        made_at=made_at,
        position=position,
        leaves=tree.leaves,
        tree=top,
        prev=prev,
        algorithm=algorithm,
    )
    return Root.objects.create(
        number=number,
        made_at=made_at,
        position=position,
        leaves=tree.leaves,
        tree=top,
        prev=prev,
        hash=digest,
        algorithm=algorithm,
    )


def fold_leaves(
    leaves: Iterator[tuple[str, int, int, str]], algorithm: str, told: Callable[[int], None] = lambda _leaves: None
) -> Tree:
    """The tree over (kind, key, length, head) in order of (kind, key)."""
    tree = Tree(algorithm)
    for kind, key, length, head in leaves:
        tree.add(leaf_text(kind, key, length, head))
        if tree.leaves % 50_000 == 0:
            told(tree.leaves)
    return tree


def _stored(number: int) -> Iterator[tuple[Any, ...]]:
    with connection.connection.cursor(name="leaves_to_fold") as cursor:
        cursor.itersize = 5000
        cursor.execute(_READ, [number])
        yield from cursor
