"""Persons."""

from hetang.commons.people.actions.record import record_person
from hetang.commons.people.models import Person


def person(name: str = "丁晓雨", phone: str = "13900000001") -> Person:
    """A resident."""
    return record_person(name=name, phone=phone)
