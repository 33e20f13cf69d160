"""What a case is found by besides its words: short marks, one for each thing that lists ask for. Plain Python."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol

# Cases lie in bands by their key: 4,096 in a narrow one, 65,536 in a wide one. A search goes from the newest down.
NARROW, WIDE = 12, 16
OPEN = "open"
NOBODY = 0
REGISTERED = "day"
# The marks of what a branch of scope asks for (record/cases/scope.py): column of the case or of a grant.
SCOPES = {"district": "d", "street": "s", "community": "c", "unit_id": "u", "assignee_id": "a"}
HOLDERS = {"account_id": "n", "unit_id": "h"}


class Located(Protocol):
    """The columns of a case that lists ask for."""

    pk: int
    district: str
    street: str
    community: str
    unit_id: int
    assignee_id: int | None
    state: str
    kind: str
    category: str
    risk: int
    sensitivity: str
    is_open: bool


def facets_of(case: Located, *, on: date, channel: str, accounts: Iterable[int], units: Iterable[int]) -> list[str]:
    """All marks of one case, sorted; `on` the local day of registration, `accounts` and `units` who hold a grant."""
    found = {
        mark("d", case.district),
        mark("s", case.street),
        mark("c", case.community),
        mark("u", case.unit_id),
        mark("a", case.assignee_id or NOBODY),
        mark("state", case.state),
        mark("kind", case.kind),
        mark("type", case.category),
        mark("risk", case.risk),
        mark("kept", case.sensitivity),
        mark("via", channel),
        *day_marks(REGISTERED, on),
        mark("i", case.pk >> NARROW),
        mark("j", case.pk >> WIDE),
        *(mark("n", account) for account in accounts),
        *(mark("h", unit) for unit in units),
    }
    return sorted(found | {OPEN} if case.is_open else found)


def mark(kind: str, value: str | int) -> str:
    """One mark."""
    return f"{kind}:{value}"


def day_marks(kind: str, on: date) -> list[str]:
    """Marks of a thing that happened on a day: of the day and of its month."""
    return [mark(kind, on.isoformat()), mark(kind, on.isoformat()[:7])]


def days(kind: str, since: date, until: date) -> list[str]:
    """Marks of the days from `since` to `until`, whole months as one: what happened then has one of them."""
    found, on = [], since
    while on <= until:
        month_ends = (on.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        if on.day == 1 and month_ends <= until:
            found.append(mark(kind, on.isoformat()[:7]))
            on = month_ends + timedelta(days=1)
        else:
            found.append(mark(kind, on.isoformat()))
            on += timedelta(days=1)
    return found


def band(key: int, width: int) -> tuple[int, int, str]:
    """The band of this width that holds `key`: its first key, its last, its mark."""
    number = key >> width
    return number << width, ((number + 1) << width) - 1, mark("i" if width == NARROW else "j", number)
