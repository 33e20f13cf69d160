"""The accounts' door."""

from hetang.commons.accounts.duties import Duties, duties_of, signed_in
from hetang.commons.accounts.models import Account, Duty
from hetang.commons.accounts.queries import account_names, duty_holders
from hetang.commons.accounts.rules import ROLES, STREET_WIDE

__all__ = [
    "ROLES",
    "STREET_WIDE",
    "Account",
    "Duties",
    "Duty",
    "account_names",
    "duties_of",
    "duty_holders",
    "signed_in",
]
