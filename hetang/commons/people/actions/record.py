"""Recording persons."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db import connection

from hetang.commons.people.models import Person
from hetang.commons.people.models.person import FIELDS, INDEXED
from hetang.commons.people.numbers import NoNumber, read_id_number
from hetang.commons.people.rules import normalise_phone, spoken
from hetang.ground.lib import clock, crypto
from hetang.ground.lib.inserting import Bulk, Insert, saved, take_keys
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid

# What is known of somebody, by field of FIELDS.
Told = dict[str, str]
# More than these are copied in.
FEW = 20
_COLUMNS = [f"{f}_sealed" for f in FIELDS] + [f"{f}_index" for f in FIELDS if f in INDEXED] + ["name_tokens"]
# Written out, since the ORM takes longer to write it than the database to answer. Rows are kept from being erased until
# the caller's transaction ends: an erasure locks them FOR UPDATE, and who was erased meanwhile falls out. Recorders of
# one person at the same time do not wait for each other, which Django's select_for_update would make them do.
_KNOWN = (
    "SELECT * FROM people_person WHERE key <> %%s AND %s AND (phone_index = ANY(%%s) OR id_number_index = ANY(%%s))"
    " ORDER BY id DESC FOR KEY SHARE"
)


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
    asked = [check_named(each) for each in told]
    recorder = Recorder(asked)
    found = recorder.find(asked)
    recorder.keep(asked, found)
    recorder.save()
    return found


class Recorder:
    """The persons of many reports: who is known is asked once for all of `asked`, who is new is made at once.

    For each report `find`, then `keep` if its persons are to be recorded; at the end `save`. A person of an earlier
    report is known to the later ones.
    """

    def __init__(self, asked: Sequence[Told]) -> None:
        # Under name and number: a name that stands for thousands ("not told") must not be gone through each time.
        self._under: dict[tuple[str, str, str], list[Person]] = defaultdict(list)
        self._now = clock.now()
        self._fresh: dict[int, Person] = {}
        self._added: dict[int, Person] = {}
        for person in reversed(_known(asked)):
            self._enter(person)

    def find(self, asked: Sequence[Told]) -> list[Person]:
        """The persons of one report in their order, known ones and new; who is told of twice is found twice."""
        found: list[Person] = []
        for values in asked:
            here = next((person for person in found if _is_same(person, values)), None)
            found.append(here or self._find(values) or _made(values, self._now))
        return found

    def keep(self, asked: Sequence[Told], persons: Sequence[Person]) -> None:
        """Have the persons that `find` found for `asked` recorded, with what was not known of them yet."""
        for values, person in zip(asked, persons, strict=True):
            if person.pk is None:
                self._fresh[id(person)] = person
            if _add(person, values) and person.pk is not None:
                self._added[person.pk] = person
            self._enter(person)

    def _find(self, values: Told) -> Person | None:
        """The newest who is the same."""
        under = [self._under.get(key, []) for key in _keys(values["name"], values["phone"], values["id_number"])]
        same = (person for people in under for person in reversed(people) if _is_same(person, values))
        return next(same, None)

    def _enter(self, person: Person) -> None:
        for key in _keys(_told_name(person), person.phone, person.id_number):
            if not any(person is known for known in self._under[key][-1:]):
                self._under[key].append(person)

    def save(self) -> None:
        """Write the new ones and what was added."""
        for person in self._added.values():
            person.save(update_fields=_COLUMNS)
        _insert(list(self._fresh.values()))


def _keys(name: str, phone: str, id_number: str) -> list[tuple[str, str, str]]:
    told = (("phone", phone), ("id_number", id_number))
    plain = spoken(name) if phone or id_number else ""
    return [(plain, field, value) for field, value in told if value]


def _insert(persons: Sequence[Person]) -> None:
    """All in one statement: the ORM's own would cost more than the sealing."""
    if not persons:
        return
    if len(persons) > FEW:
        take_keys("people_next_persons", persons)
        _bulk().copy_rows(persons)
        return
    into = _inserts()
    with connection.cursor() as cursor:
        cursor.execute(f"{into.sql(len(persons))} RETURNING id", into.values(*persons))
        for person, (key,) in zip(persons, cursor.fetchall(), strict=True):
            saved(person, key)


@cache
def _bulk() -> Bulk:
    return Bulk(Person)


@cache
def _inserts() -> Insert:
    return Insert(Person)


def sealed_person(*, name: str, digits: str, at: datetime) -> Person:
    """A new person, not saved: `digits` (normalised, "" for none) and name sealed under a key of their own."""
    return _made({"name": name, "phone": digits}, at)


def check_named(told: Named) -> Told:
    """What was told by field, as it is sealed. Raises `Invalid` for an empty name or a number that is none."""
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


def _known(asked: Sequence[Told]) -> list[Person]:
    """Persons under one of the names and one of the numbers, newest first. One query, none without a number."""
    phones = [index for v in asked if v["phone"] for index in crypto.blind_indexes(v["phone"], "phone")]
    ids = [index for v in asked if v["id_number"] for index in crypto.blind_indexes(v["id_number"], "id_number")]
    if not phones and not ids:
        return []
    with_number = {spoken(v["name"]) for v in asked if v["phone"] or v["id_number"]}
    names = [i for name in with_number if name for i in crypto.blind_indexes(name, "name")]
    named = "(name_index = ANY(%s) OR name_index IS NULL)" if "" in with_number else "name_index = ANY(%s)"
    return list(Person.objects.raw(_KNOWN % named, [b"", names, phones, ids]))


def _told_name(person: Person) -> str:
    return person.name if person.is_named else ""


def _is_same(person: Person, values: Told) -> bool:
    if spoken(_told_name(person)) != spoken(values["name"]):
        return False
    if values["id_number"] and person.id_number:
        return values["id_number"] == person.id_number
    return bool(values["phone"]) and values["phone"] == person.phone


def _add(person: Person, values: Told) -> bool:
    """Put in what was not known yet; what was known stays, since correcting it is a step of its own."""
    new = [field for field in FIELDS if values[field] and not getattr(person, f"{field}_sealed")]
    for field in new:
        person.put(field, values[field])
    return bool(new)


def _made(values: Told, at: datetime) -> Person:
    person = Person(key=crypto.new_key(), created_at=at)
    for field, value in values.items():
        if value:
            person.put(field, value)
    return person
