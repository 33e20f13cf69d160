"""Who may see a case beyond the duties: grants, and the emergency view with its trace."""

from django.db import models
from django.db.models import Q

from hetang.commons.accounts.api import Account
from hetang.commons.places.api import Unit
from hetang.record.cases.models.case import Case

GLASS = "break_glass"
_IN_FORCE = Q(until=None)
_OPEN = Q(of_open=True)


class CaseAccess(models.Model):
    """Why a helping unit or a named account may see a case: as what, given by whom, from when to when.

    The case's own station needs none: `Case.unit` says it. A row of role `break_glass` has its end from the start.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="grants")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True)
    role = models.CharField(max_length=16)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    # Whether the case is open, kept by `writing.step`: a station that has helped for years finds what is open now.
    of_open = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "case"], condition=_IN_FORCE, name="cases_access_account"),
            models.Index(fields=["unit", "case"], condition=_IN_FORCE, name="cases_access_unit"),
            models.Index(fields=["account", "case"], condition=_IN_FORCE & _OPEN, name="cases_access_account_open"),
            models.Index(fields=["unit", "case"], condition=_IN_FORCE & _OPEN, name="cases_access_unit_open"),
            models.Index(fields=["account", "until"], condition=Q(role=GLASS), name="cases_access_glass"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, account__isnull=True) | Q(unit__isnull=True, account__isnull=False),
                name="cases_access_one_holder",
            ),
            models.CheckConstraint(condition=~Q(role=GLASS) | Q(until__isnull=False), name="cases_access_glass_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} ← {self.unit_id or self.account_id}"


class GlassAlert(models.Model):
    """Somebody opened a closed case in an emergency: for the audit administrator, who acknowledges it, and the lead."""

    grant = models.OneToOneField(CaseAccess, on_delete=models.CASCADE, related_name="alert")
    reason = models.CharField(max_length=200)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField(null=True)
    noted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["-id"], condition=Q(acknowledged_at=None), name="cases_glass_alert_new")]

    def __str__(self) -> str:
        return f"alert {self.grant_id}"


class GlassView(models.Model):
    """One page seen behind broken glass."""

    alert = models.ForeignKey(GlassAlert, on_delete=models.CASCADE, related_name="views")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"view {self.alert_id} {self.at}"
