"""What an account may do, read once and asked often: its own duties, and those of whom it stands in for."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Protocol

from django.db import connection
from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet, Value
from django.http import HttpRequest

from hetang.commons.accounts.models import Account, Delegation, Duty, DutyQuery
from hetang.commons.accounts.rules import ADMIN_ROLES, CASEWORK, STREET_WIDE
from hetang.ground.lib import clock

# For so many accounts the query is kept as SQL. The day that stands in it for today: no duty is that old.
FEW, _DAY = 8, date(1, 1, 1)


class Located(Protocol):
    """Anything with the three place columns."""

    @property
    def district(self) -> str: ...
    @property
    def street(self) -> str: ...
    @property
    def community(self) -> str: ...


@dataclass(frozen=True)
class Held:
    """One duty in force: role, unit id, the codes of its place; `on_behalf` of whom (account id), None if one's own."""

    role: str
    unit: int
    place: str
    street: str
    district: str = ""
    community: str = ""
    since: date = date.min
    on_behalf: int | None = None
    until: date | None = None

    @property
    def level(self) -> str:
        """The case column that the place is compared with. Nothing finer than a community is known of a case."""
        return "community" if self.community else "street" if self.street else "district"

    @property
    def code(self) -> str:
        """The place's code at that level."""
        return self.community or self.street or self.district

    def covers(self, there: Located) -> bool:
        """Whether `there` lies in the duty's place."""
        return bool(self.code) and getattr(there, self.level) == self.code

    def reaches(self, street: str) -> bool:
        """Whether the duty is held in the street, in a part of it, or in the district above it."""
        return self.street == street if self.street else bool(self.district) and street.startswith(self.district)


@dataclass(frozen=True)
class Duties:
    """All duties of one account that are in force today, one's own first."""

    held: tuple[Held, ...]

    def roles(self, street: str = "") -> frozenset[str]:
        """Roles held, in one street where one is given."""
        return frozenset(d.role for d in self.held if not street or d.reaches(street))

    def has(self, *roles: str) -> bool:
        """Whether any of these roles is held anywhere."""
        return bool(self.roles() & set(roles))

    @property
    def streets(self) -> frozenset[str]:
        """Streets in which any duty is held."""
        return frozenset(d.street for d in self.held if d.street)

    @property
    def whole_streets(self) -> frozenset[str]:
        """Streets whose every ordinary case is open to this account."""
        return frozenset(d.street for d in self.held if d.role in STREET_WIDE and d.level == "street")

    def units(self, *roles: str) -> frozenset[int]:
        """Units in which one of these roles (any, if none is named) is held."""
        return frozenset(d.unit for d in self.held if not roles or d.role in roles)

    @property
    def home_street(self) -> str:
        """The street of the first duty, "" without one."""
        return self.held[0].street if self.held else ""

    @property
    def casework(self) -> tuple[Held, ...]:
        """The duties that have to do with cases."""
        return tuple(d for d in self.held if d.role in CASEWORK)

    @property
    def absent(self) -> frozenset[int]:
        """Accounts for whom this one stands in today."""
        return frozenset(d.on_behalf for d in self.held if d.on_behalf is not None)


def duties_of(account: Account) -> Duties:
    """The duties of `account` today; kept on the object, so one request asks the database once."""
    kept: Duties | None = getattr(account, "_duties_today", None)
    if kept is None:
        allowed = account.is_authenticated and account.is_active
        kept = duties_of_many({account.pk})[account.pk] if allowed else Duties(())
        account._duties_today = kept  # type: ignore[attr-defined]
    return kept


def duties_of_many(accounts: Iterable[int]) -> dict[int, Duties]:
    """The duties of many active accounts today. One query."""
    wanted = sorted(set(accounts))
    found: dict[int, list[Held]] = defaultdict(list)
    for row in sorted(_rows(wanted, clock.today()), key=lambda r: (r[10] is not None, r[11])):
        found[row[0]].append(_held(*row[1:11]))
    return {account: Duties(tuple(found[account])) for account in wanted}


def _rows(wanted: Sequence[int], today: date) -> list[tuple[Any, ...]]:
    if not wanted:
        return []
    if len(wanted) > FEW:
        return list(_query(wanted, today))
    sql, marked = _statement(len(wanted))
    given: dict[Any, Any] = {_DAY: today, **{-n - 1: account for n, account in enumerate(wanted)}}
    with connection.cursor() as cursor:
        cursor.execute(sql, [given.get(value, value) for value in marked])
        return cursor.fetchall()


@cache
def _statement(count: int) -> tuple[str, tuple[Any, ...]]:
    """The query for so many accounts as SQL, and its values with marks for day and accounts.

    Every request asks it, and the ORM takes longer to write it than the database to answer.
    """
    return _query([-n - 1 for n in range(count)], _DAY).query.sql_with_params()


def _query(wanted: Sequence[int], today: date) -> QuerySet[Any, tuple[Any, ...]]:
    rows = Duty.objects.in_force(today).filter(account__is_active=True)
    own = rows.filter(account_id__in=wanted).annotate(
        holder=F("account_id"), last=F("until"), away=Value(None, output_field=BigIntegerField())
    )
    # What a deputy has is read from the absent one's own duties: a deputy's deputy gets nothing by it.
    covering = Delegation.objects.in_force(today)
    lent = rows.filter(Q(account__absences__in=covering, account__absences__deputy_id__in=wanted), role__in=CASEWORK)
    lent = lent.annotate(
        holder=F("account__absences__deputy_id"), last=F("account__absences__until"), away=F("account_id")
    )
    lent = _to_colleagues(lent, today)
    names = ("holder", "role", "unit_id", "place__code", "place__kind", "place__district", "place__street",
             "place__community", "since", "last", "away", "id")  # fmt: skip
    return own.values_list(*names).union(lent.values_list(*names), all=True)


def _to_colleagues(lent: DutyQuery, today: date) -> DutyQuery:
    """Only what goes to somebody who does casework there today: who has moved or administers now stands in no more."""
    held = Duty.objects.in_force(today).filter(account=OuterRef("holder"))
    there = Q(place__street=OuterRef("place__street")) & (~Q(place__street="") | Q(place=OuterRef("place")))
    works = held.filter(there, role__in=CASEWORK)
    return lent.filter(Exists(works), ~Exists(held.filter(role__in=ADMIN_ROLES)))


def _held(
    role: str, unit: int, place: str, kind: str, district: str, street: str, community: str, *rest: object
) -> Held:
    since, until, away = rest
    return Held(
        role=role,
        unit=unit,
        place=place,
        street=street,
        district=district or (place if kind == "district" else ""),
        community=community,
        since=since,  # type: ignore[arg-type]
        until=until,  # type: ignore[arg-type]
        on_behalf=away,  # type: ignore[arg-type]
    )


def signed_in(request: HttpRequest) -> Account:
    """The account behind a request; LoginRequiredMiddleware lets nobody else through to our views."""
    assert isinstance(request.user, Account)
    return request.user
