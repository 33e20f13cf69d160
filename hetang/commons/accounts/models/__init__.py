"""Who works here, with which duty."""

from hetang.commons.accounts.models.account import Account
from hetang.commons.accounts.models.delegation import Delegation
from hetang.commons.accounts.models.duty import Duty

__all__ = ["Account", "Delegation", "Duty"]
