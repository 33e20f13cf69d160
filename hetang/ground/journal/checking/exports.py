"""A root outside the database: a line of JSON for the root, one for each leaf. Kept elsewhere, it binds the owner too.

{"hetang": "root", "number": 3, "made_at": "…", "position": 812, "leaves": 2, "tree": "…", "prev": "…", …}
["case", 17, 8, "<hash of its eighth event>"]
["case", 18, 2, "…"]
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection

from hetang.ground.journal.checking.faults import Fault, streamed
from hetang.ground.journal.checking.roots import unlike
from hetang.ground.journal.checking.whole import snapshot
from hetang.ground.journal.digests import DIGESTS
from hetang.ground.journal.merkle import Tree, leaf_text, root_hash
from hetang.ground.journal.models import Root
from hetang.ground.journal.rules import moment_text

FORMAT = 1
_LEAVES = "SELECT kind, key, length, head FROM journal_leaf WHERE root = %s ORDER BY kind, key"
_UNLIKE = """
    SELECT w.kind, w.key, w.length,
        EXISTS (SELECT FROM journal_event x WHERE x.stream_kind = w.kind AND x.stream_key = w.key),
        e.hash IS NOT NULL
    FROM unnest(%s::text[], %s::bigint[], %s::int[], %s::text[]) AS w (kind, key, length, head)
    LEFT JOIN journal_event e
        ON e.stream_kind = w.kind COLLATE "C" AND e.stream_key = w.key AND e.seq = w.length
    WHERE e.hash IS DISTINCT FROM w.head
"""


class BadExport(ValueError):
    """The file is none of ours, or is not what it was when it was written. Carries (Chinese, English)."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(f"{zh} {en}")


def export_root(root: Root, path: Path) -> None:
    """Write `root` with its leaves into a new file, whole or not at all. FileExistsError, OSError."""
    if path.exists():
        raise FileExistsError(str(path))
    draft = path.with_name(f".{path.name}.new")
    head = {
        "hetang": "root",
        "format": FORMAT,
        "number": root.number,
        "made_at": moment_text(root.made_at),
        "position": root.position,
        "leaves": root.leaves,
        "tree": root.tree,
        "prev": root.prev,
        "hash": root.hash,
        "algorithm": root.algorithm,
    }
    with draft.open("w", encoding="utf-8") as out, snapshot():
        out.write(json.dumps(head) + "\n")
        for leaf in streamed("export", _LEAVES, [root.number]):
            out.write(json.dumps(leaf) + "\n")
    draft.replace(path)


def verify_export(path: Path) -> Iterator[Fault]:
    """Hold the database against an exported root. Raises BadExport when the file does not fit itself.

    The root in the database must be the very same (each root holds the one before, so that settles the earlier ones
    too), and every stream must still have the event that the file says it ended with.
    """
    head = _read_head(path)
    number = int(head["number"])
    _require_whole(path, head)
    with snapshot():
        stored = Root.objects.filter(number=number).values_list("hash", flat=True).first()
        if stored is None:
            yield Fault(f"root/{number}", 0, "root missing", number)
        elif stored != head["hash"]:
            yield Fault(f"root/{number}", 0, "other than exported", number)
        leaves = _leaves(path)
        while batch := list(islice(leaves, 5000)):
            yield from _unlike(batch, number)


def _unlike(batch: list[tuple[str, int, int, str]], number: int) -> Iterator[Fault]:
    with connection.cursor() as cursor:
        cursor.execute(_UNLIKE, [list(column) for column in zip(*batch, strict=True)])
        for kind, key, length, is_there, has_event in sorted(cursor.fetchall()):
            yield unlike(f"{kind}/{key}", length, number, is_there=is_there, has_event=has_event)


def _read_head(path: Path) -> dict[str, Any]:
    try:
        with path.open(encoding="utf-8") as lines:
            head = json.loads(next(lines, ""))
    except (OSError, ValueError) as broken:
        raise BadExport(f"读不了文件 {path}。", f"{path} cannot be read: {broken}") from broken
    if not isinstance(head, dict) or head.get("hetang") != "root" or head.get("format") != FORMAT:
        raise BadExport(f"{path} 不是导出的日根。", f"{path} is no exported root.")
    return head


def _leaves(path: Path) -> Iterator[tuple[str, int, int, str]]:
    with path.open(encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            kind, key, length, head = json.loads(line)
            yield str(kind), int(key), int(length), str(head)


def _require_whole(path: Path, head: dict[str, Any]) -> None:
    """BadExport unless leaves, tree and root fit together: then nobody has changed the file by hand."""
    try:
        tree = _fold(_leaves(path), head["algorithm"])
        made = root_hash(
            number=head["number"],
            made_at=datetime.fromisoformat(head["made_at"]),
            position=head["position"],
            leaves=tree.leaves,
            tree=tree.root(),
            prev=head["prev"],
            algorithm=head["algorithm"],
        )
    except (KeyError, TypeError, ValueError) as broken:
        raise BadExport(f"{path} 的内容残缺。", f"{path} is damaged: {broken!r}") from broken
    if made != head["hash"]:
        raise BadExport(
            f"{path} 自身不一致：写出以后被改动过。", f"{path} does not fit itself: changed after it was written."
        )


def _fold(leaves: Iterable[tuple[str, int, int, str]], algorithm: str) -> Tree:
    if algorithm not in DIGESTS:
        raise ValueError(algorithm)
    tree = Tree(algorithm)
    for leaf in leaves:
        tree.add(leaf_text(*leaf))
    return tree
