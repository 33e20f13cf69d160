"""The people's door."""

from hetang.commons.people.actions import record_person, reveal_phone
from hetang.commons.people.duties import Duties, duties_of, signed_in
from hetang.commons.people.models import Account, Duty, Person, SensitiveRead
from hetang.commons.people.queries import account_names, duty_holders, persons_by_phone
from hetang.commons.people.rules import ROLES, STREET_WIDE, mask_name, mask_phone, normalise_phone

__all__ = [
    "ROLES",
    "STREET_WIDE",
    "Account",
    "Duties",
    "Duty",
    "Person",
    "SensitiveRead",
    "account_names",
    "duties_of",
    "duty_holders",
    "mask_name",
    "mask_phone",
    "normalise_phone",
    "persons_by_phone",
    "record_person",
    "reveal_phone",
    "signed_in",
]
