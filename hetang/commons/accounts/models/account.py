"""Somebody who signs in."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import get_language

from hetang.ground.lib.labels import pick


class AccountQuery(BaseUserManager["Account"]):
    """Accounts by user name; the name is not case sensitive for a person who types it."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username__iexact=username)


class Account(AbstractBaseUser):
    """A person who works with the system. What they may do is in their duties, never here."""

    username = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name_zh"]
    objects = AccountQuery()

    def __str__(self) -> str:
        return self.name_zh

    @property
    def name(self) -> dict[str, str]:
        """The {zh, en} label."""
        return {"zh": self.name_zh, "en": self.name_en or self.name_zh}

    def get_full_name(self) -> str:
        """The name in the reader's language, for the page's frame."""
        return pick(self.name, get_language() or "zh")
