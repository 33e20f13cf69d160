"""Who stands in for whom during leave."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from hetang.commons.accounts.models.account import Account


class DelegationQuery(models.QuerySet["Delegation"]):
    """Delegations by day."""

    def in_force(self, day: date) -> "DelegationQuery":
        """Those that hold on `day`."""
        return self.filter(since__lte=day, until__gte=day, ended_at=None)

    def overlapping(self, since: date, until: date) -> "DelegationQuery":
        """Those that hold on any day from `since` to `until`, both included."""
        return self.filter(since__lte=until, until__gte=since, ended_at=None)


class Delegation(models.Model):
    """From `since` to `until`, both included, `deputy` has the casework duties of `absent`. Ends by itself."""

    absent = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="absences")
    deputy = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="deputies_for")
    since = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=60)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = DelegationQuery.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["deputy", "until"], condition=Q(ended_at=None), name="accounts_delegation_deputy"),
            models.Index(fields=["absent", "until"], condition=Q(ended_at=None), name="accounts_delegation_absent"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="accounts_delegation_period"),
            models.CheckConstraint(condition=~Q(absent=F("deputy")), name="accounts_delegation_two"),
        ]

    def __str__(self) -> str:
        return f"{self.deputy_id} for {self.absent_id}"
