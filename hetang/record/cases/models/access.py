"""Who may see a case beyond the street-wide duties."""

from django.db import models
from django.db.models import Q

from hetang.commons.accounts.api import Account
from hetang.commons.places.api import Unit
from hetang.record.cases.models.case import Case


class CaseAccess(models.Model):
    """Why somebody outside the street-wide duties may see a case: a unit or an account, as what, from when to when."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="grants")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True)
    role = models.CharField(max_length=16)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "case"], condition=Q(until=None), name="cases_access_account"),
            models.Index(fields=["unit", "case"], condition=Q(until=None), name="cases_access_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, account__isnull=True) | Q(unit__isnull=True, account__isnull=False),
                name="cases_access_one_holder",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} ← {self.unit_id or self.account_id}"
