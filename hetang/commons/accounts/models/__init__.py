"""Who works here, with which duty, and how they come in."""

from hetang.commons.accounts.models.account import Account, PasswordUsed
from hetang.commons.accounts.models.delegation import Delegation
from hetang.commons.accounts.models.duty import Duty, DutyQuery
from hetang.commons.accounts.models.factor import RecoveryCode, SecondFactor
from hetang.commons.accounts.models.intervention import INTERVENTIONS, Intervention
from hetang.commons.accounts.models.session import Session
from hetang.commons.accounts.models.signin import RESULTS, SignIn, Throttle
from hetang.commons.accounts.models.stafflist import StaffList
from hetang.commons.accounts.models.token import SCOPES, Token

__all__ = [
    "Account",
    "Delegation",
    "Duty",
    "DutyQuery",
    "INTERVENTIONS",
    "Intervention",
    "PasswordUsed",
    "RESULTS",
    "RecoveryCode",
    "SCOPES",
    "SecondFactor",
    "Session",
    "SignIn",
    "StaffList",
    "Throttle",
    "Token",
]
