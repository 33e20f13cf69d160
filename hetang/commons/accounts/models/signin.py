"""Who tried to sign in, and what holds further tries up."""

from django.db import models

from hetang.commons.accounts.models.account import Account
from hetang.ground.lib.labels import N_

RESULTS = {
    "signed_in": N_("登录成功"),
    "password_right": N_("密码正确，等待验证码"),
    "wrong_password": N_("用户名或密码不对"),
    "wrong_code": N_("验证码不对"),
    "locked": N_("锁定期间，未核对"),
    "initial_expired": N_("初始密码已过期"),
    "signed_out": N_("退出登录"),
}


class SignIn(models.Model):
    """One attempt, or one signing out. Written once; kept at least as long as the pack `security` says."""

    at = models.DateTimeField()
    # None where nobody has the name; of what was typed then only the beginning is kept, as it may be a password.
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="sign_ins")
    typed = models.CharField(max_length=40)
    address = models.CharField(max_length=45, blank=True)
    device = models.CharField(max_length=60, blank=True)
    result = models.CharField(max_length=20, choices=list(RESULTS.items()))

    class Meta:
        indexes = [
            models.Index(fields=["account", "address", "-at"], name="accounts_sign_in_known"),
        ]

    def __str__(self) -> str:
        return f"{self.typed} {self.result}"

    @property
    def result_label(self) -> str:
        """The message id of the result."""
        return RESULTS[self.result]


class Throttle(models.Model):
    """Failures of one subject (an account's name, that name at an address, or an address) in the running window."""

    class Kind(models.TextChoices):
        NAME = "name"
        NAME_AT = "name_at"
        ADDRESS = "address"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=45, blank=True)
    failures = models.PositiveIntegerField()
    since = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "name", "address"], name="accounts_throttle_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}@{self.address} {self.failures}"
