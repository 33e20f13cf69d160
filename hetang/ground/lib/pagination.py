"""Keyset pages by one descending integer key: the same speed on the first page and after a million rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

PAGE_SIZE = 25


@dataclass(frozen=True)
class Page:
    """One page, newest first. `older` and `newer` are cursors (`b12`, `a12`) for the links, or None at an end."""

    items: Sequence[Any]
    older: str | None
    newer: str | None


def keyset_page(rows: QuerySet[Any], cursor: str = "", size: int = PAGE_SIZE) -> Page:
    """`size` rows of `rows` by descending id before (`b<id>`) or after (`a<id>`) a cursor; a bad one is none."""
    direction, key = _parse(cursor)
    if direction == "a":
        found = list(rows.filter(id__gt=key).order_by("id")[: size + 1])
        more_newer, items = len(found) > size, list(reversed(found[:size]))
        more_older = True
    else:
        scoped = rows.filter(id__lt=key) if direction == "b" else rows
        items = list(scoped.order_by("-id")[: size + 1])
        more_older, more_newer = len(items) > size, direction == "b"
        items = items[:size]
    return Page(
        items=items,
        older=f"b{items[-1].id}" if items and more_older else None,
        newer=f"a{items[0].id}" if items and more_newer else None,
    )


def _parse(cursor: str) -> tuple[str, int]:
    if cursor[:1] in {"a", "b"} and cursor[1:].isdecimal() and len(cursor) < 20:
        return cursor[0], int(cursor[1:])
    return "", 0
