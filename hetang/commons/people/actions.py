"""Recording persons and plain views of their data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import connection, transaction

from hetang.commons.accounts.api import Account
from hetang.commons.people.models import Person, SensitiveRead
from hetang.commons.people.rules import normalise_phone
from hetang.ground.lib import clock, crypto
from hetang.ground.lib.inserting import Insert, saved
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid

# The name is part of the question: families and shops share numbers.
_KNOWN = "SELECT {columns} FROM people_person WHERE phone_index = ANY(%s) AND name = ANY(%s) ORDER BY id DESC"


@dataclass(frozen=True)
class Named:
    """Somebody as they were told of: a name or a description, and a number as anybody writes it, "" for none."""

    name: str
    phone: str = ""


def record_person(*, name: str, phone: str = "") -> Person:
    """The person with this name and number, new where nobody is known under both. Refusals: `record_persons`."""
    return record_persons([Named(name, phone)])[0]


def record_persons(told: Sequence[Named]) -> list[Person]:
    """The person with each name and number, new where nobody is known under both; two statements for all of them.

    Raises `Invalid` for an empty name or a text that is no telephone number, before anything is written. A number
    alone never makes two people one: families and shops share them.
    """
    asked = [_checked(each) for each in told]
    known = _known_by(asked)
    fresh: list[Person] = []
    found: list[Person] = []
    for name, digits in asked:
        person = known.get((name, digits)) if digits else None
        if person is None:
            person = sealed_person(name=name, digits=digits, at=clock.now())
            fresh.append(person)
            if digits:  # told of twice at once is one person too
                known[name, digits] = person
        found.append(person)
    _insert(fresh)
    return found


def _checked(told: Named) -> tuple[str, str]:
    """The name with single spaces, and the digits."""
    name = " ".join(told.name.split())
    if not name:
        raise Invalid(N_("没有填写姓名。"), then=N_("不知道姓名时可写称呼，例如“卖家”。"))
    digits = normalise_phone(told.phone) if told.phone.strip() else ""
    if digits is None:
        raise Invalid(
            N_("“%(phone)s”不像电话号码。"),
            then=N_("请核对号码；手机 11 位，座机带区号，也可以先留空。"),
            phone=told.phone,
        )
    return name, digits


def _known_by(asked: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Person]:
    """Who is known under both name and digits, the newest where there are several."""
    digits_of = {crypto.blind_index(digits, "phone"): digits for _, digits in asked if digits}
    if not digits_of:
        return {}
    fields = Person._meta.concrete_fields
    found: dict[tuple[str, str], Person] = {}
    with connection.cursor() as cursor:
        columns = ", ".join(f'"{f.column}"' for f in fields)
        cursor.execute(_KNOWN.format(columns=columns), [list(digits_of), [name for name, _ in asked]])
        for row in cursor.fetchall():
            person = Person.from_db(connection.alias, [f.attname for f in fields], row)
            found.setdefault((person.name, digits_of[bytes(person.phone_index or b"")]), person)
    return found


def _insert(persons: Sequence[Person]) -> None:
    """All in one statement: the ORM's own would cost more than the sealing."""
    if persons:
        into = _inserts()
        with connection.cursor() as cursor:
            cursor.execute(f"{into.sql(len(persons))} RETURNING id", into.values(*persons))
            for person, (key,) in zip(persons, cursor.fetchall(), strict=True):
                saved(person, key)


@cache
def _inserts() -> Insert:
    return Insert(Person)


def sealed_person(*, name: str, digits: str, at: datetime) -> Person:
    """A new person, not saved: `digits` (normalised, "" for none) sealed under a key of their own, with its index."""
    key = crypto.new_person_key()
    return Person(
        name=name,
        key=key,
        phone_sealed=crypto.seal(key, digits, "phone") if digits else None,
        phone_index=crypto.blind_index(digits, "phone") if digits else None,
        created_at=at,
    )


@transaction.atomic
def reveal_phone(person: Person, *, reason: str, by: Account) -> str:
    """The number in clear; who saw it and why is written first. `Invalid` without a reason."""
    if not reason.strip():
        raise Invalid(N_("查看完整号码须写明原因。"))
    SensitiveRead.objects.create(account=by, person=person, field="phone", reason=reason.strip()[:120], at=clock.now())
    return person.phone
