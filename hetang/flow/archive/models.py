"""The case file as it was when it was archived."""

from django.db import models

from hetang.commons.accounts.api import Account
from hetang.record.cases.api import Case


class CaseFile(models.Model):
    """What the check found at archiving, item by item, by which version of the pack."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="file")
    # [{"key": …, "status": "there" | "not_applicable"}] in the order of the pack.
    items = models.JSONField()
    pack_version = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return f"file of {self.case_id}"
