"""Finding cases by words and marks, newest first: candidates from the entries, each then looked at in the record.

The entries only propose. Who sees a case and whether it fits is asked of the case itself, so that an entry that is two
seconds old shows nothing that it should not; cases with news that no entry has yet are looked at as well.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from hetang.commons.accounts.api import Account
from hetang.ground.journal.api import unread
from hetang.ground.lib.pagination import NEWEST, PAGE_SIZE, Page, cut_page, merged_page, read_cursor
from hetang.ground.words.api import query
from hetang.record.cases.api import DUE, STREAM, Branch, Case, branches_of, visible_to
from hetang.record.finding.facets import HOLDERS, SCOPES, mark, windows
from hetang.record.finding.models import Entry

CONSUMER = "finding"
# Candidates more than a page needs, since some may not fit; how many are few enough to be sorted in any order.
SPARE, FEW = 10, 600
# Cases with unread news that are looked at; the worker is seldom more than a handful behind.
NEWS = 200
Narrow = Callable[[QuerySet[Case]], QuerySet[Case]]
# Fenced, and without a word about the keys inside, so that the plan is always the same: two or three short lists of the
# one index meet. Never a walk down the cases in the hope of a word.
_ONE = "SELECT case_id FROM finding_entry WHERE facets @> %s::varchar[]"
_NEWEST = """
    WITH hits AS MATERIALIZED ({parts})
    SELECT case_id FROM hits WHERE case_id BETWEEN %s AND %s ORDER BY case_id {direction} LIMIT %s
"""


@dataclass(frozen=True)
class Wanted:
    """What to look for: `words` as typed, marks that a case has all of, groups of marks of which it has one each.

    `also`: cases that fit whatever their words say (found by a person's name). `narrow` says the same of the case
    itself; without `is_checked` it cannot, and cases with unread news are left out. `is_named_only`: nothing but `also`.
    """

    words: str = ""
    all_of: tuple[str, ...] = ()
    any_of: tuple[tuple[str, ...], ...] = ()
    also: frozenset[int] = frozenset()
    narrow: Narrow = lambda rows: rows
    is_checked: bool = True
    is_named_only: bool = False

    @property
    def asked(self) -> str:
        """The words as the database's question, "" without words or where nothing in them can be looked for."""
        return query(self.words) if self.words else ""


def found_page(user: Account, wanted: Wanted, cursor: str = "", size: int = PAGE_SIZE) -> Page:
    """`size` of the cases that `user` sees and that fit, newest first. Some three to five queries."""
    direction, key = read_cursor(cursor, NEWEST)
    look = _Look(user, wanted, backwards=direction == "a")
    return cut_page(look.rows(key[0] if key else None, size + 1), NEWEST, cursor, size)


def few_page(user: Account, wanted: Wanted, cursor: str = "", size: int = PAGE_SIZE) -> Page | None:
    """The same by next alarm, where no more than FEW fit; None where there are more: then a walk finds them soon."""
    look = _Look(user, wanted, backwards=False)
    keys = look.candidates(1, 2**62, [], FEW + 1)
    if len(keys) > FEW:
        return None
    rows = wanted.narrow(visible_to(user)).filter(pk__in={*keys, *look.extra})
    return merged_page([rows.select_related("unit", "assignee").defer("summary")], DUE, cursor, size)


class _Look:
    """One search of one person."""

    def __init__(self, user: Account, wanted: Wanted, *, backwards: bool) -> None:
        self.user, self.wanted, self.backwards = user, wanted, backwards
        self.scopes = [found for b in branches_of(user) if not b.glass and (found := scope_marks(b))]
        self.asked = wanted.asked
        # Without words that can be looked for, only what else was found fits.
        self.is_vain = wanted.is_named_only or (bool(wanted.words) and not self.asked)
        news = unread(CONSUMER, STREAM, NEWS) if wanted.is_checked and not wanted.words and not self.is_vain else ()
        self.extra = {*wanted.also, *news}
        self._met = True

    def rows(self, at: int | None, most: int) -> list[Case]:
        """The first `most` from `at` on, which is not among them."""
        found: list[Case] = []
        waiting: list[int] = []
        # Few candidates fall through, so they are looked at all together: one question to the record, seldom two.
        for key in self._keys(at, most + SPARE):
            waiting.append(key)
            if len(waiting) >= most - len(found) + SPARE:
                found += self._fitting(waiting)
                waiting = []
                if len(found) >= most:
                    return found[:most]
        return (found + self._fitting(waiting))[:most]

    def _keys(self, at: int | None, some: int) -> Iterator[int]:
        """Candidates and what else is to be looked at, nearest first, `some` from each question."""
        last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        last = max(last, *self.extra) if self.extra else last
        start = last if at is None else at + 1 if self.backwards else min(at - 1, last)
        for window in windows(start, last, backwards=self.backwards, next_key=self._next):
            low, high, bands = window
            self._met = False
            while low <= high:
                keys = self.candidates(low, high, bands, some)
                is_all = len(keys) < some
                near = (low, high) if is_all else (low, keys[-1]) if self.backwards else (keys[-1], high)
                found = {*keys, *(key for key in self.extra if near[0] <= key <= near[1])}
                self._met = self._met or bool(keys)
                yield from sorted(found, reverse=not self.backwards)
                if is_all:
                    break
                low, high = (keys[-1] + 1, high) if self.backwards else (low, keys[-1] - 1)

    def _next(self, at: int) -> int | None:
        """Where to go on from `at`: right there, or after a window without anything at the next key that there is."""
        if self._met:
            return at
        rows = Entry.objects.filter(pk__gte=at) if self.backwards else Entry.objects.filter(pk__lte=at)
        ahead = (key for key in self.extra if (key >= at if self.backwards else key <= at))
        found = rows.order_by("pk" if self.backwards else "-pk").values_list("pk", flat=True).first()
        keys = [*ahead, *([found] if found is not None else [])]
        return (min if self.backwards else max)(keys, default=None)

    def candidates(self, low: int, high: int, bands: Sequence[str], most: int) -> list[int]:
        """Keys from the entries between `low` and `high`, nearest first."""
        if self.is_vain or not self.scopes:
            return []
        parts, values = [], []
        for scope in self.scopes:
            part, given = self._part(scope, bands)
            parts.append(part)
            values += given
        direction = "" if self.backwards else "DESC"
        with connection.cursor() as cursor:
            cursor.execute(_NEWEST.format(parts=" UNION ".join(parts), direction=direction), [*values, low, high, most])
            return [key for (key,) in cursor.fetchall()]

    def _part(self, scope: str, bands: Sequence[str]) -> tuple[str, list[Any]]:
        part, values = _ONE, [[scope, *self.wanted.all_of]]
        for group in (*self.wanted.any_of, *([bands] if bands else [])):
            part, values = f"{part} AND facets && %s::varchar[]", [*values, list(group)]
        if self.asked:
            part, values = f"{part} AND words @@ to_tsquery('simple', %s)", [*values, self.asked]  # type: ignore[list-item]
        return part, values

    def _fitting(self, keys: Collection[int]) -> list[Case]:
        """Those of the cases that this person sees and that fit, in the order of the search."""
        if not keys:
            return []
        rows = self.wanted.narrow(visible_to(self.user)).filter(pk__in=keys).select_related("unit", "assignee")
        return list(rows.order_by("id" if self.backwards else "-id"))


def scope_marks(branch: Branch) -> str:
    """The mark that all cases of a branch of scope have; "" where it covers nothing."""
    if branch.holder is not None:
        column, key = branch.holder
        return mark(HOLDERS[column], key)
    column, values = branch.columns[0]
    return mark(SCOPES[column], values[0]) if values else ""
