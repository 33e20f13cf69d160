"""What can be wrong with a journal, and how rows are read for finding out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Fault:
    """Where the journal does not verify: `what` is a key of FAULTS.

    `stream` is `case/17`, or `root/3` and `position/9` for those; `seq` is 0 where it is not one event that is wrong;
    `root` is the number of the root that proves it, 0 where the chain itself does.
    """

    stream: str
    seq: int
    what: str
    root: int = 0


FAULTS = {
    "event missing": "缺少事件",
    "event changed": "事件被改动",
    "stream deleted": "整条记录链被删除",
    "stream head missing": "链头缺失",
    "tail cut or head changed": "链尾被截断或链头被改动",
    "position missing": "缺少次序号",
    "event without position": "事件不在次序中",
    "position without event": "次序号所指的事件不存在",
    "root missing": "缺少日根",
    "root changed": "日根被改动",
    "leaves changed": "日根的叶子被改动",
    "other than in root": "与日根所记的不同",
    "other than exported": "与导出的日根不同",
}


def streamed(
    name: str, query: str, words: Sequence[Any] = (), *, along_an_index: bool = False
) -> Iterator[tuple[Any, ...]]:
    """Rows of `query` through a server-side cursor, past the ORM: a few thousand at a time in memory.

    `along_an_index`: there is one in the wanted order, and walking it is better than sorting gigabytes first.
    """
    with connection.connection.cursor(name=name) as cursor:
        cursor.itersize = 5000
        if along_an_index:
            _set_sorting("off")
        cursor.execute(query, words, binary=True)
        if along_an_index:
            _set_sorting("on")
        while rows := cursor.fetchmany(cursor.itersize):
            yield from rows


def _set_sorting(value: str) -> None:
    """For the rest of the transaction, or until set again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enable_sort', %s, true)", [value])
