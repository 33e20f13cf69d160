"""Persons, and limits that are reached."""

from hetang.commons.people.actions.record import record_person
from hetang.commons.people.models import Person, Tally


def person(name: str = "丁晓雨", phone: str = "13900000001") -> Person:
    """A resident."""
    return record_person(name=name, phone=phone)


def spend_limits() -> None:
    """Everything that was counted so far has reached its limit."""
    Tally.objects.update(uses=10**6)
