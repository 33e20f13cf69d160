"""Finding cases by words and marks, newest first: candidates from the entries, each then looked at in the record.

The entries only propose. Who sees a case and whether it fits is asked of the case itself, so that an entry that is two
seconds old shows nothing that it should not; cases with news that no entry has yet are looked at as well.
"""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from hetang.commons.accounts.api import Account
from hetang.ground.journal.api import unread
from hetang.ground.lib.pagination import NEWEST, PAGE_SIZE, Page, cut_page, merged_page, read_cursor
from hetang.ground.words.api import query
from hetang.record.cases.api import DUE, STREAM, Branch, Case, branches_of, seen_of
from hetang.record.finding.facets import HOLDERS, NARROW, SCOPES, WIDE, band, mark
from hetang.record.finding.models import Band, Entry

CONSUMER = "finding"
# Candidates more than a page needs, since some may not fit; how many are few enough to be sorted in any order.
SPARE, FEW = 10, 600
# Entries read for one question. What has more hits is asked band by band.
MANY = 1500
# Cases with unread news that are looked at; the worker is seldom more than a handful behind.
NEWS = 200
Narrow = Callable[[QuerySet[Case]], QuerySet[Case]]


@dataclass(frozen=True)
class Wanted:
    """What to look for: `words` as typed, marks that a case has all of, groups of marks of which it has one each.

    `also`: cases that fit whatever their words say (found by a person's name). `narrow` says the same of the case
    itself; without `is_checked` it cannot, and cases with unread news are left out. `is_named_only`: nothing but `also`.
    `until`: the last day on which a case that fits can have been registered, `since` the first.
    """

    words: str = ""
    all_of: tuple[str, ...] = ()
    any_of: tuple[tuple[str, ...], ...] = ()
    also: frozenset[int] = frozenset()
    narrow: Narrow = lambda rows: rows
    is_checked: bool = True
    is_named_only: bool = False
    since: date | None = None
    until: date | None = None

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
    keys = look.candidates(1, 2**62, (), FEW + 1)
    if len(keys) > FEW:
        return None
    rows = wanted.narrow(seen_of(user, {*keys, *look.extra}))
    return merged_page([rows.select_related("unit", "assignee").defer("summary")], DUE, cursor, size)


class _Look:
    """One search of one person.

    Cases lie in bands by their keys. A narrow and two wide bands where the search begins are read first: what is common
    fills its page there. Where the last of them held little, all others are asked at once: the lists of the index that
    meet are the same for one band or for all. Else two, four, eight wide bands at once, and if they hold much after all,
    band after band.
    """

    def __init__(self, user: Account, wanted: Wanted, *, backwards: bool) -> None:
        self.user, self.wanted, self.backwards = user, wanted, backwards
        self.scopes = scope_marks(user)
        # Candidates in the wide band that was read last.
        self.met = 0
        self.asked = wanted.asked
        # Without words that can be looked for, only what else was found fits.
        self.is_vain = wanted.is_named_only or (bool(wanted.words) and not self.asked)
        news = unread(CONSUMER, STREAM, NEWS) if wanted.is_checked and not wanted.words and not self.is_vain else ()
        # Most of the news are not for this person: asked once, they make no page longer than it is.
        fitting = wanted.narrow(seen_of(user, news)).values_list("pk", flat=True)
        self.extra = {*wanted.also, *fitting}

    def rows(self, at: int | None, most: int) -> list[Case]:
        """The first `most` from `at` on, which is not among them."""
        found: list[Case] = []
        waiting: list[int] = []
        # Few candidates fall through, so they are looked at all together: one question to the record, seldom two.
        for key in self._keys(at):
            waiting.append(key)
            if len(waiting) >= most - len(found) + SPARE:
                found += self._fitting(waiting)
                waiting = []
                if len(found) >= most:
                    return found[:most]
        return (found + self._fitting(waiting))[:most]

    def _keys(self, at: int | None) -> Iterator[int]:
        """Candidates and what else is to be looked at, nearest first."""
        last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        last = max(last, *self.extra) if self.extra else last
        start = last if at is None else at + 1 if self.backwards else min(at - 1, last)
        low, high = (start, last) if self.backwards else (1, start)
        if low > high:
            return
        edge = self._edge(start, low, high)
        yield from self._in_order((), *((start, edge - 1) if self.backwards else (edge + 1, start)))
        place = edge
        for width in (NARROW, WIDE, WIDE):
            # Nobody need ask for the next key where the last one stands or where no key can be.
            near = last if place == last else self._next(place) if low <= place <= high else None
            if near is None or not low <= near <= high:
                return
            place = yield from self._band(near, low, high, width)
        near, far = (place, high) if self.backwards else (low, place)
        if near <= far and self.met * ((far - near >> WIDE) + 1) <= MANY:
            keys = self.candidates(near, far, (), MANY + 1)
            if len(keys) <= MANY:
                yield from self._in_order(keys, near, far)
                return
        group = 2
        while low <= place <= high and (near := self._next(place)) is not None and low <= near <= high:
            place = yield from self._group(near, low, high, group)
            group *= 2

    def _edge(self, start: int, low: int, high: int) -> int:
        """The first key from `start` on in a band with days that are asked for; beyond the last one where there is none."""
        if self.wanted.since is None and self.wanted.until is None:
            return start
        bands = Band.objects.filter(number__range=(low >> WIDE, high >> WIDE))
        bands = bands.filter(last_day__gte=self.wanted.since) if self.wanted.since else bands
        bands = bands.filter(first_day__lte=self.wanted.until) if self.wanted.until else bands
        number = bands.order_by("number" if self.backwards else "-number").values_list("number", flat=True).first()
        if number is None:
            return high + 1 if self.backwards else low - 1
        return max(start, number << WIDE) if self.backwards else min(start, ((number + 1) << WIDE) - 1)

    def _group(self, place: int, low: int, high: int, count: int) -> Generator[int, None, int]:
        """What lies in so many wide bands from `place` on; returns the key beyond. Band by band where it is much."""
        first, last = (n << WIDE for n in ((place >> WIDE) - count + 1, (place >> WIDE) + count))
        near, far = (place, min(last - 1, high)) if self.backwards else (max(first, low), place)
        marks = [mark("j", number) for number in range(near >> WIDE, (far >> WIDE) + 1)]
        keys = self.candidates(near, far, marks, MANY + 1)
        if len(keys) <= MANY:
            yield from self._in_order(keys, near, far)
        else:
            at: int | None = place
            while at is not None and (at := self._next(at)) is not None and near <= at <= far:
                at = yield from self._band(at, near, far, WIDE)
        return far + 1 if self.backwards else near - 1

    def _band(self, place: int, low: int, high: int, width: int) -> Generator[int, None, int]:
        """What lies from `place` on in its band and between `low` and `high`; returns the key beyond."""
        first, last, its_mark = band(place, width)
        near, far = (place, min(last, high)) if self.backwards else (max(first, low), place)
        # A narrow band is read whole: it holds no more than its keys.
        keys = self.candidates(near, far, [its_mark], MANY + 1 if width == WIDE else 2 << NARROW)
        if width == WIDE:
            self.met = len(keys)
        if len(keys) > MANY and width == WIDE:
            beyond = far + 1 if self.backwards else near - 1
            while near <= place <= far:
                place = yield from self._band(place, near, far, NARROW)
            return beyond
        yield from self._in_order(keys, near, far)
        return far + 1 if self.backwards else near - 1

    def _in_order(self, keys: Iterable[int], low: int, high: int) -> list[int]:
        more = (key for key in self.extra if low <= key <= high)
        return sorted({*keys, *more}, reverse=not self.backwards)

    def _next(self, at: int) -> int | None:
        """The next key that there is from `at` on: keys may have gaps of many bands."""
        rows = Entry.objects.filter(pk__gte=at) if self.backwards else Entry.objects.filter(pk__lte=at)
        ahead = (key for key in self.extra if (key >= at if self.backwards else key <= at))
        found = rows.order_by("pk" if self.backwards else "-pk").values_list("pk", flat=True).first()
        keys = [*ahead, *([found] if found is not None else [])]
        return (min if self.backwards else max)(keys, default=None)

    def candidates(self, low: int, high: int, bands: Sequence[str], most: int) -> list[int]:
        """Keys of entries between `low` and `high` that fit, in no order; `most` of them say that there are too many."""
        if self.is_vain or not self.scopes:
            return []
        asked: list[Any] = []
        sql = "SELECT case_id FROM finding_entry WHERE"
        # A group without marks is one that nothing fits; no bands are all of them.
        for group in (self.scopes, *([bands] if bands else []), *self.wanted.any_of):
            sql, asked = f"{sql} facets && %s::varchar[] AND", [*asked, list(group)]
        if self.wanted.all_of:
            sql, asked = f"{sql} facets @> %s::varchar[] AND", [*asked, list(self.wanted.all_of)]
        if self.asked:
            sql, asked = f"{sql} words @@ to_tsquery('simple', %s) AND", [*asked, self.asked]
        # `case_id + 0`: never a walk down the cases in the hope of a word.
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} case_id + 0 BETWEEN %s AND %s LIMIT %s", [*asked, low, high, most])
            return [key for (key,) in cursor.fetchall()]

    def _fitting(self, keys: Collection[int]) -> list[Case]:
        """Those of the cases that this person sees and that fit, in the order of the search."""
        if not keys:
            return []
        rows = self.wanted.narrow(seen_of(self.user, keys)).select_related("unit", "assignee")
        return list(rows.order_by("id" if self.backwards else "-id"))


def scope_marks(user: Account) -> list[str]:
    """The marks of which every case has one that this person sees; none where they see no case."""
    found = (_scope_mark(branch) for branch in branches_of(user) if not branch.glass)
    return list(dict.fromkeys(filter(None, found)))


def _scope_mark(branch: Branch) -> str:
    """The mark that all cases of a branch of scope have; "" where it covers nothing."""
    if branch.holder is not None:
        column, key = branch.holder
        return mark(HOLDERS[column], key)
    column, values = branch.columns[0]
    return mark(SCOPES[column], values[0]) if values else ""
