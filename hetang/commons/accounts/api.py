"""The accounts' door."""

from hetang.commons.accounts.access import reached_by
from hetang.commons.accounts.actions.accounts import disable_account
from hetang.commons.accounts.actions.delegate import delegate_duty, end_delegation, leads, led_by
from hetang.commons.accounts.actions.desk import is_online_desk, online_desk
from hetang.commons.accounts.actions.duties import end_duty, grant_duty
from hetang.commons.accounts.actions.sessions import delete_old_sessions
from hetang.commons.accounts.actions.tokens import make_token, revoke_token, token_behind
from hetang.commons.accounts.duties import Duties, Held, duties_of, duties_of_many, signed_in
from hetang.commons.accounts.models import SCOPES, Account, Delegation, Duty, Token
from hetang.commons.accounts.policy import Rates, rates, wall
from hetang.commons.accounts.queries import (
    account_names,
    colleagues_of,
    delegations_around,
    duty_holders,
    holders_around,
    is_away,
    leaves_covered,
    present_holders,
    sign_ins_before,
)
from hetang.commons.accounts.rules import ADMIN_ROLES, CASEWORK, ROLES, STREET_WIDE, conflict
from hetang.commons.accounts.throttle import network_of

__all__ = [
    "reached_by",
    "ADMIN_ROLES",
    "CASEWORK",
    "ROLES",
    "SCOPES",
    "Rates",
    "STREET_WIDE",
    "Token",
    "Account",
    "Delegation",
    "Duties",
    "Duty",
    "Held",
    "account_names",
    "conflict",
    "colleagues_of",
    "delegate_duty",
    "delegations_around",
    "delete_old_sessions",
    "disable_account",
    "end_duty",
    "grant_duty",
    "duties_of",
    "duties_of_many",
    "duty_holders",
    "sign_ins_before",
    "end_delegation",
    "holders_around",
    "is_away",
    "leads",
    "make_token",
    "network_of",
    "rates",
    "revoke_token",
    "token_behind",
    "wall",
    "is_online_desk",
    "online_desk",
    "led_by",
    "leaves_covered",
    "present_holders",
    "signed_in",
]
