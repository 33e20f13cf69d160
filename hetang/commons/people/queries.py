"""Reading persons."""

from django.db.models import QuerySet

from hetang.commons.people.models import Person
from hetang.commons.people.rules import normalise_phone
from hetang.ground.lib import crypto


def persons_by_phone(text: str) -> QuerySet[Person]:
    """Everybody known under this number, newest first; nobody for a text that is no number."""
    digits = normalise_phone(text)
    if digits is None:
        return Person.objects.none()
    return Person.objects.filter(phone_index=crypto.blind_index(digits, "phone")).order_by("-id")
