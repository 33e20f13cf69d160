"""A sign-in that lasts: Django's session with the columns by which its owner and the administrators know it."""

import hashlib

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from hetang.commons.accounts.models.account import Account


class Session(AbstractBaseSession):
    """One browser that is signed in. The key is a secret and never shown; `mark` names the session on pages."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="sessions")
    address = models.CharField(max_length=45, blank=True)
    device = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account_id} {self.device}"

    @property
    def mark(self) -> str:
        """A digest of the key, short enough for an address."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:16]
