"""The people's door."""

from hetang.commons.people.actions import Named, record_person, record_persons, reveal_phone, sealed_person
from hetang.commons.people.models import Person, SensitiveRead
from hetang.commons.people.queries import persons_by_phone
from hetang.commons.people.rules import mask_name, mask_phone, normalise_phone

__all__ = [
    "Named",
    "Person",
    "SensitiveRead",
    "mask_name",
    "mask_phone",
    "normalise_phone",
    "persons_by_phone",
    "record_person",
    "record_persons",
    "reveal_phone",
    "sealed_person",
]
