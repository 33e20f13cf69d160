"""The second factor: a secret shared with a telephone, and codes on paper for the day it is lost."""

from django.db import models

from hetang.commons.accounts.models.account import Account
from hetang.ground.lib import crypto

FIELD = "totp"


class SecondFactor(models.Model):
    """An account's authenticator. Not in force before its first code was typed (`confirmed_at`)."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="second_factor")
    key = models.BinaryField()
    secret_sealed = models.BinaryField()
    confirmed_at = models.DateTimeField(null=True)
    # The step of the last code that was accepted: none at or before it is accepted again.
    last_step = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.account_id)

    @property
    def secret(self) -> str:
        """The shared secret in base32."""
        return crypto.unseal(bytes(self.key), bytes(self.secret_sealed), FIELD)


class RecoveryCode(models.Model):
    """One of the codes on paper. 80 random bits, so that a plain digest hides them."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "digest"], name="accounts_recovery_code_once")]

    def __str__(self) -> str:
        return str(self.account_id)
