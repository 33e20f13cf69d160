"""The house's password rules for what Django itself sets: `hetang changepassword` at the console."""

from typing import Any

from django.core.exceptions import ValidationError

from hetang.commons.accounts.passwords import faults, numbers
from hetang.commons.accounts.policy import policy
from hetang.ground.lib.errors import translated


class HouseRules:
    """A validator for settings.AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise `ValidationError` with everything that is wrong."""
        rules = policy().password
        found = faults(password, getattr(user, "username", ""), rules)
        if found:
            raise ValidationError([translated(text, dict(numbers(rules))) for text in found])

    def get_help_text(self) -> str:
        """Django asks for one; our own page lists the rules."""
        return ""
