"""Mistakes put right, the old value kept; and permissions to put one right after closing."""

from django.db import models

from hetang.commons.accounts.api import Account
from hetang.record.cases.models.case import Case
from hetang.record.cases.models.party import Party


class Override(models.Model):
    """A lead or leader allowed one correction of one field of a frozen case. Used once."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="overrides")
    field = models.CharField(max_length=24)
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"override {self.pk}"


class Correction(models.Model):
    """One value put right. What is sensitive stands in the sealed columns, under the person's own key."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="corrections")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, null=True)
    field = models.CharField(max_length=24)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    old_sealed = models.BinaryField(null=True)
    new_sealed = models.BinaryField(null=True)
    reason = models.TextField()
    override = models.OneToOneField(Override, on_delete=models.PROTECT, null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return f"correction {self.pk}"
