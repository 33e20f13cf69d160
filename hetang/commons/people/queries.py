"""Reading accounts and persons."""

from django.db.models import QuerySet

from hetang.commons.people.models import Account, Duty, Person
from hetang.commons.people.rules import normalise_phone
from hetang.ground.lib import clock, crypto


def account_names(ids: set[int]) -> dict[int, dict[str, str]]:
    """{zh, en} names of many accounts at once."""
    return {a.pk: a.name for a in Account.objects.filter(pk__in=ids)}


def duty_holders(role: str, units: set[int]) -> QuerySet[Duty]:
    """Today's duties of `role` in `units`, with their accounts, units and places, one row each."""
    rows = Duty.objects.in_force(clock.today()).filter(role=role, unit_id__in=units, account__is_active=True)
    return rows.select_related("account", "unit", "place").order_by("unit__code", "account_id")


def persons_by_phone(text: str) -> QuerySet[Person]:
    """Everybody known under this number, newest first; nobody for a text that is no number."""
    digits = normalise_phone(text)
    if digits is None:
        return Person.objects.none()
    return Person.objects.filter(phone_index=crypto.blind_index(digits, "phone")).order_by("-id")
