"""A key with which a program acts as an account."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hetang.commons.accounts.models.account import Account
from hetang.ground.lib.labels import N_

NAME_CHARS = 60
# What a token may be used for; within it the duties of its account decide, as they do on pages.
SCOPES = {
    "read": N_("读取案件"),
    "register": N_("登记来件"),
    "act": N_("办理案件"),
    "webhooks": N_("接收推送"),
}


class Token(models.Model):
    """Of the token itself only a digest is kept: it has 256 random bits, so a plain one hides it.

    Times are real time: a demonstration's clock makes no token older.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=NAME_CHARS)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=12))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    # To the hour: a row that every request wrote would be the slowest part of it.
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.account_id} {self.name}"
