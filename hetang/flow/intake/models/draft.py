"""A registration that was begun and not sent yet."""

import json
from typing import Any

from django.db import models

from hetang.commons.accounts.api import Account
from hetang.ground.lib import crypto

FIELDS = "draft"


class Draft(models.Model):
    """What an operator has typed so far, sealed under a key of its own. One a form (`submission`), several an account.

    It lives until the form is sent or thrown away, and no longer than the pack `intake` says.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    submission = models.CharField(max_length=40, unique=True)
    key = models.BinaryField()
    sealed = models.BinaryField()
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    # Which tab kept it last, and which of its savings that was: an older one must not stand in place of a newer.
    tab = models.CharField(max_length=16, blank=True)
    turn = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["account", "-saved_at"], name="intake_draft_of")]

    def __str__(self) -> str:
        return f"draft {self.pk}"

    @property
    def mark(self) -> str:
        """Which saving this is; a page that has seen it may go on from it."""
        return f"{self.tab}:{self.turn}"

    @property
    def fields(self) -> dict[str, Any]:
        """What was typed, by field."""
        found: dict[str, Any] = json.loads(crypto.unseal(bytes(self.key), bytes(self.sealed), FIELDS))
        return found

    @fields.setter
    def fields(self, typed: dict[str, Any]) -> None:
        self.key = crypto.new_key()
        self.sealed = crypto.seal(self.key, json.dumps(typed, ensure_ascii=False), FIELDS)
