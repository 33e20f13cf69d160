"""Recording persons and plain views of their data."""

from datetime import datetime

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.commons.people.models import Person, SensitiveRead
from hetang.commons.people.queries import persons_by_phone
from hetang.commons.people.rules import normalise_phone
from hetang.ground.lib import clock, crypto
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid


def record_person(*, name: str, phone: str = "") -> Person:
    """The person with this name and number, new where nobody is known under both.

    Raises `Invalid` for an empty name or a text that is no telephone number. A number alone never makes two people
    one: families and shops share them.
    """
    name = " ".join(name.split())
    if not name:
        raise Invalid(N_("没有填写姓名。"), then=N_("不知道姓名时可写称呼，例如“卖家”。"))
    digits = normalise_phone(phone) if phone.strip() else None
    if phone.strip() and digits is None:
        raise Invalid(
            N_("“%(phone)s”不像电话号码。"), then=N_("请核对号码；手机 11 位，座机带区号，也可以先留空。"), phone=phone
        )
    if digits:
        known = persons_by_phone(digits).filter(name=name).first()
        if known:
            return known
    person = sealed_person(name=name, digits=digits or "", at=clock.now())
    person.save(force_insert=True)
    return person


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
