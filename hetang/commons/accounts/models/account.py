"""Somebody who signs in."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import get_language

from hetang.ground.lib.labels import pick


class AccountQuery(BaseUserManager["Account"]):
    """Accounts by user name; the name is not case sensitive for a person who types it."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.alias(folded=Lower("username")).get(folded=(username or "").lower())


class Account(AbstractBaseUser):
    """A person who works with the system. What they may do is in their duties, never here."""

    username = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    # When the present password was set; None for one that came with the demonstration or was never set.
    password_set_at = models.DateTimeField(null=True, blank=True)
    # The present password was handed out by somebody else and opens one page only: the one that changes it.
    must_change_password = models.BooleanField(default=False)
    # The street whose administrator created it, who reaches it as long as it has no duty; "" for one from above.
    made_in = models.CharField(max_length=12, blank=True, default="", db_collation="C")

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name_zh"]
    objects = AccountQuery()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("username"), name="accounts_username_once")]

    def __str__(self) -> str:
        return self.name_zh

    @property
    def name(self) -> dict[str, str]:
        """The {zh, en} label."""
        return {"zh": self.name_zh, "en": self.name_en or self.name_zh}

    def get_full_name(self) -> str:
        """The name in the reader's language, for the page's frame."""
        return pick(self.name, get_language() or "zh")


class PasswordUsed(models.Model):
    """A password's hash, kept so that it does not come again too soon."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="passwords_used")
    password = models.CharField(max_length=128)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account_id} {self.at}"
