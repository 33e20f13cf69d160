"""Keyset pages: the same speed on the first page and after a million rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import BigIntegerField, DateTimeField, Field, Func, IntegerField, Lookup, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan

PAGE_SIZE = 25


@dataclass(frozen=True)
class Page:
    """One page. `older` and `newer` (what follows, what precedes) are cursors for the links, or None at an end."""

    items: Sequence[Any]
    older: str | None
    newer: str | None


@dataclass(frozen=True)
class Order:
    """How a merged list is sorted: its columns, all in one direction, the last one unique."""

    columns: tuple[tuple[str, "Field[Any, Any]"], ...]
    descending: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The columns."""
        return tuple(name for name, _ in self.columns)

    def by(self, *, backwards: bool = False) -> list[str]:
        """For `order_by`."""
        sign = "-" if self.descending is not backwards else ""
        return [sign + name for name in self.names]

    def key(self, row: Any) -> tuple[Any, ...]:
        """What `row` is sorted by."""
        return tuple(getattr(row, name) for name in self.names)

    def beyond(self, key: Sequence[Any], *, backwards: bool) -> "Lookup[Any]":
        """Rows after `key` (before it, if `backwards`), as one row comparison: an index starts right there."""
        compare = LessThan if self.descending is not backwards else GreaterThan
        values = [Value(value, output_field=field) for value, (_, field) in zip(key, self.columns, strict=True)]
        return compare(_row(*self.names), _row(*values))


def merged_page(branches: Sequence[QuerySet[Any]], order: Order, cursor: str = "", size: int = PAGE_SIZE) -> Page:
    """One page of all branches together; each is read along its own index for `size` + 1 rows and no further.

    All branches ask for the same columns. A row found by two of them comes once. A bad cursor is none. One query.
    """
    direction, key = read_cursor(cursor, order)
    backwards = direction == "a"
    if key:
        branches = [b.filter(order.beyond(key, backwards=backwards)) for b in branches]
    return cut_page(_merged(branches, order, size + 1, backwards=backwards), order, cursor, size)


def page_links(page: Page, /, **kept: str) -> dict[str, str | None]:
    """Where `components.pager` leads, with what is `kept` of the address (nothing empty); None at an end."""
    asked = {name: value for name, value in kept.items() if value}
    ends = {"newer_url": page.newer, "older_url": page.older}
    return {name: f"?{urlencode({**asked, 'page': cursor})}" if cursor else None for name, cursor in ends.items()}


def cut_page(found: Sequence[Any], order: Order, cursor: str, size: int = PAGE_SIZE) -> Page:
    """The page that begins at `cursor`: the first `size` of the rows found from there on, of which one more tells that
    there are more. Rows before a cursor that looks back come nearest first.
    """
    direction, key = read_cursor(cursor, order)
    items, more = list(found[:size]), len(found) > size
    if direction == "a":
        items.reverse()
    after, before = (True, more) if direction == "a" else (more, bool(key))
    return Page(
        items=items,
        older=f"b{_key_text(items[-1], order)}" if items and after else None,
        newer=f"a{_key_text(items[0], order)}" if items and before else None,
    )


def count_up_to(branches: Sequence[QuerySet[Any]], most: int) -> int:
    """How many rows all branches have together, counted no further than `most` + 1."""
    if not branches:
        return 0
    first, *others = [b.order_by().values_list("pk")[: most + 1] for b in branches]
    return len(first.union(*others)[: most + 1]) if others else len(first)


def _merged(branches: Sequence[QuerySet[Any]], order: Order, limit: int, *, backwards: bool) -> list[Any]:
    if not branches:
        return []
    first, *others = [b.order_by(*order.by(backwards=backwards))[:limit] for b in branches]
    rows = first.union(*others, all=True) if others else first
    known = {row.pk: row for row in rows}
    return sorted(known.values(), key=order.key, reverse=order.descending is not backwards)[:limit]


def _row(*parts: Any) -> Func:
    return Func(*parts, function="ROW", output_field=IntegerField())


def _key_text(item: Any, order: Order) -> str:
    return "_".join(_COLUMN_TEXT[type(field)](getattr(item, name)) for name, field in order.columns)


def read_cursor(cursor: str, order: Order) -> tuple[str, list[Any]]:
    """("b" for after or "a" for before, the key of a row) of a page's link; ("", []) where it is none."""
    parts = cursor[1:].split("_")
    digits = all(p.isdecimal() and p.isascii() and len(p) < _KEY_DIGITS for p in parts)
    if cursor[:1] not in {"a", "b"} or len(parts) != len(order.columns) or not digits:
        return "", []
    return cursor[0], [_COLUMN_VALUE[type(f)](int(p)) for p, (_, f) in zip(parts, order.columns, strict=True)]


_KEY_DIGITS = 19
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 12, 31, tzinfo=UTC)
_COLUMN_TEXT: dict[type, Callable[[Any], str]] = {
    BigIntegerField: str,
    DateTimeField: lambda at: str((at - _EPOCH) // timedelta(microseconds=1)),
}
_COLUMN_VALUE: dict[type, Callable[[int], Any]] = {
    BigIntegerField: int,
    DateTimeField: lambda us: _EPOCH + timedelta(microseconds=min(us, (_LAST - _EPOCH) // timedelta(microseconds=1))),
}
NEWEST = Order((("id", BigIntegerField()),), descending=True)
