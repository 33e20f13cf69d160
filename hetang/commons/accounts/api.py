"""The accounts' door."""

from hetang.commons.accounts.duties import Duties, duties_of, signed_in
from hetang.commons.accounts.models import Account, Duty
from hetang.commons.accounts.queries import account_names, duty_holders, sign_ins_before
from hetang.commons.accounts.rules import ADMIN_ROLES, ROLES, STREET_WIDE, conflict

__all__ = [
    "ADMIN_ROLES",
    "ROLES",
    "STREET_WIDE",
    "Account",
    "Duties",
    "Duty",
    "account_names",
    "conflict",
    "duties_of",
    "duty_holders",
    "sign_ins_before",
    "signed_in",
]
