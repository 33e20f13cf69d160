"""Lists of cases: what somebody sees, a page at a time, whatever stands before it."""

from collections.abc import Callable, Collection, Sequence
from typing import Literal

from django.db.models import BigIntegerField, DateTimeField, QuerySet

from hetang.commons.accounts.api import Account, duties_of
from hetang.ground.lib import clock
from hetang.ground.lib.pagination import NEWEST, PAGE_SIZE, Order, Page, count_up_to, merged_page, read_cursor
from hetang.record.cases.models import Case
from hetang.record.cases.scope import Branch, branches

Rows = QuerySet[Case]
Narrow = Callable[[Rows], Rows]
# What goes wrong first stands first. Open cases have an index for it, and a unit's closed ones.
DUE = Order((("sort_due", DateTimeField()), ("id", BigIntegerField())))
COUNTED = 1000


def list_page(
    user: Account,
    *,
    narrow: Narrow | None = None,
    order: Literal["newest", "due"] = "newest",
    only_open: bool = False,
    among: int | None = None,
    cursor: str = "",
    size: int = PAGE_SIZE,
    with_text: bool = False,
    without: Collection[str] = (),
) -> Page:
    """`size` of the cases that `user` sees and `narrow` keeps, newest first or by next alarm. One query.

    `narrow` filters a QuerySet by the case's columns or looks cases up by key. What no index answers (a word in the
    text) is asked of the newest `among` cases of each branch only. Sort by alarm with `only_open`, or where few cases
    are left. `without`: kinds of branches (`scope.Branch`) that hold none of what is asked for. Rows come with unit and
    assignee, without their text unless it is asked for. Broken glass opens no list.
    """
    by, found = NEWEST if order == "newest" else DUE, _branches(user, without)
    parts = _rows(found, narrow=narrow, only_open=only_open, among=among)
    if by is DUE:
        parts = [
            _keys_first(part, cursor, size) if branch.holder else part
            for part, branch in zip(parts, found, strict=True)
        ]
    parts = [part.select_related("unit", "assignee") for part in parts]
    parts = parts if with_text else [part.defer("summary") for part in parts]
    return merged_page(parts, by, cursor, size)


def _branches(user: Account, without: Collection[str] = ()) -> list[Branch]:
    found = branches(user.pk, duties_of(user), clock.now())
    return [branch for branch in found if not branch.glass and branch.kind not in without]


def _keys_first(part: Rows, cursor: str, size: int) -> Rows:
    """The cases of a grant's branch that can stand on this page, chosen by their alarm and key alone.

    Grants know no alarm, so all open ones of the holder are sorted (a station may help in 2,000): by two columns, not with
    the whole rows, their units and handlers.
    """
    direction, key = read_cursor(cursor, DUE)
    backwards = direction == "a"
    if key:
        part = part.filter(DUE.beyond(key, backwards=backwards))
    # A case that was granted twice comes twice.
    return Case.objects.filter(pk__in=part.order_by(*DUE.by(backwards=backwards)).values("pk")[: 2 * (size + 1)])


def list_count(user: Account, *, narrow: Narrow | None = None, among: int | None = None, most: int = COUNTED) -> int:
    """How many, counted no further than `most` + 1: pages say "1000+". One query."""
    return count_up_to(listed(user, narrow=narrow, among=among), most)


def listed(
    user: Account, *, narrow: Narrow | None = None, only_open: bool = False, among: int | None = None
) -> list[Rows]:
    """One query a branch of the user's scope; together they are what lists may show."""
    return _rows(_branches(user), narrow=narrow, only_open=only_open, among=among)


def _rows(found: Sequence[Branch], *, narrow: Narrow | None, only_open: bool, among: int | None) -> list[Rows]:
    parts = [branch.rows(only_open=only_open) for branch in found]
    if among is not None:
        parts = [Case.objects.filter(pk__in=part.order_by("-id").values("pk")[:among]) for part in parts]
    return [narrow(part) for part in parts] if narrow else parts
