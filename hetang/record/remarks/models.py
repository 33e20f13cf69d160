"""Whom an internal note was meant for, until they have read it."""

from django.db import models
from django.db.models import Q

from hetang.commons.accounts.api import Account
from hetang.record.cases.api import Case


class Mention(models.Model):
    """A colleague was mentioned in an internal note on a case. The note itself is a note of the case like any other."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="mentions")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "id"], condition=Q(read_at=None), name="remarks_unread")]

    def __str__(self) -> str:
        return f"{self.case_id} @{self.account_id}"
