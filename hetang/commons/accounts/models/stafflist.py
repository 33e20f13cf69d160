"""A staff list that was handed in, checked, and perhaps taken over."""

from django.db import models

from hetang.commons.accounts.models.account import Account


class StaffList(models.Model):
    """One file. What was checked is kept (`rows`) until it is taken over, so that exactly that is written."""

    file_name = models.CharField(max_length=120)
    # SHA-256 of the file.
    digest = models.CharField(max_length=64)
    rows = models.JSONField()
    checked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()
    taken_over_at = models.DateTimeField(null=True)
    # Accounts that came into being, and when their initial passwords were handed out (once).
    created_ids = models.JSONField(default=list)
    passwords_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.file_name
