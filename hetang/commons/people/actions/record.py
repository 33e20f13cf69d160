"""Recording persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db import connection
from django.db.models import Q

from hetang.commons.people.models import Person
from hetang.commons.people.models.person import FIELDS
from hetang.commons.people.numbers import NoNumber, read_id_number
from hetang.commons.people.rules import normalise_phone, spoken
from hetang.ground.lib import clock, crypto
from hetang.ground.lib.inserting import Insert, saved
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid


@dataclass(frozen=True)
class Named:
    """Somebody as they were told of: a name or a description, and what else is known, as anybody writes it.

    `unnamed`: they need not have a name, as a caller need not; then all who ring unnamed from one number are one.
    """

    name: str
    phone: str = ""
    id_number: str = ""
    address: str = ""
    born_on: date | None = None
    unnamed: bool = False


def record_person(
    *, name: str, phone: str = "", id_number: str = "", address: str = "", born_on: date | None = None
) -> Person:
    """The person with this name and these numbers; see `record_persons`."""
    return record_persons([Named(name, phone, id_number, address, born_on)])[0]


def record_persons(told: Sequence[Named]) -> list[Person]:
    """The persons of `told`, in their order: known ones found again, the others made in one statement.

    A person is known again by name together with number, telephone or identity: families and shops share telephones.
    What was not known of them yet is added. Raises `Invalid` for an empty name or a number that is none; then nobody
    is recorded.
    """
    asked = [_checked(each) for each in told]
    known = _known(asked)
    found: list[Person] = []
    fresh: dict[object, Person] = {}
    for at, values in enumerate(asked):
        same = next((person for person in known if _is_same(person, values)), None)
        if same is not None:
            _add(same, values)
        else:
            by_number = values["phone"] or values["id_number"]
            mark = (spoken(values["name"]), values["phone"], values["id_number"]) if by_number else at
            same = fresh.get(mark) or fresh.setdefault(mark, _made(values, clock.now()))
        found.append(same)
    _insert(list(fresh.values()))
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
    """A new person, not saved: `digits` (normalised, "" for none) and name sealed under a key of their own."""
    return _made({"name": name, "phone": digits}, at)


def _checked(told: Named) -> dict[str, str]:
    """What was told by field, as it is sealed."""
    name = " ".join(told.name.split())
    if not name and not told.unnamed:
        raise Invalid(N_("没有填写姓名。"), then=N_("不知道姓名时可写称呼，例如“卖家”。"))
    phone = normalise_phone(told.phone) if told.phone.strip() else ""
    if phone is None:
        raise Invalid(
            N_("“%(phone)s”不像电话号码。"),
            then=N_("请核对号码；手机 11 位，座机带区号，也可以先留空。"),
            phone=told.phone,
        )
    if told.born_on is not None and told.born_on > clock.today():
        raise Invalid(N_("出生日期还没有到。"), then=N_("请核对出生日期；不清楚的先留空。"))
    return {
        "name": name,
        "phone": phone,
        "id_number": checked_id_number(told.id_number),
        "address": " ".join(told.address.split()),
        "born": told.born_on.isoformat() if told.born_on else "",
    }


def checked_id_number(text: str) -> str:
    """The identity number in its 18 characters, "" for none. Raises `Invalid`."""
    if not text.strip():
        return ""
    try:
        return read_id_number(text, clock.today()).number
    except NoNumber as wrong:
        raise Invalid(str(wrong), then=N_("请对照证件核对；也可以先留空。")) from wrong


def _known(asked: Sequence[dict[str, str]]) -> list[Person]:
    """Persons under one of the names and one of the numbers, newest first. One query, none without a number."""
    phones = [index for v in asked if v["phone"] for index in crypto.blind_indexes(v["phone"], "phone")]
    ids = [index for v in asked if v["id_number"] for index in crypto.blind_indexes(v["id_number"], "id_number")]
    if not phones and not ids:
        return []
    numbers = Q(phone_index__in=phones) if phones else Q()
    if ids:
        numbers |= Q(id_number_index__in=ids)
    names = [index for v in asked if v["name"] for index in crypto.blind_indexes(spoken(v["name"]), "name")]
    named = Q(name_index__in=names)
    if not all(v["name"] for v in asked):
        named |= Q(name_index=None)
    found = Person.objects.filter(named, numbers).exclude(key=b"").order_by("-id")
    # Kept from being erased until the caller's transaction ends: an erasure locks the row FOR UPDATE, and who was
    # erased meanwhile falls out. Recorders of one person at the same time do not wait for each other, which Django's
    # select_for_update would make them do.
    sql, params = found.query.sql_with_params()
    return list(Person.objects.raw(f"{sql} FOR KEY SHARE", params))


def _is_same(person: Person, values: dict[str, str]) -> bool:
    if (spoken(person.name) if person.is_named else "") != spoken(values["name"]):
        return False
    if values["id_number"] and person.id_number:
        return values["id_number"] == person.id_number
    return bool(values["phone"]) and values["phone"] == person.phone


def _add(person: Person, values: dict[str, str]) -> None:
    """Keep what was not known yet; what was known stays, since correcting it is a step of its own."""
    new = [field for field in FIELDS if values[field] and not getattr(person, f"{field}_sealed")]
    for field in new:
        person.put(field, values[field])
    if new:
        columns = [column for field in new for column in (f"{field}_sealed", f"{field}_index")]
        person.save(update_fields=[column for column in columns if hasattr(person, column)])


def _made(values: dict[str, str], at: datetime) -> Person:
    person = Person(key=crypto.new_key(), created_at=at)
    for field, value in values.items():
        if value:
            person.put(field, value)
    return person
