"""What somebody who signs in is there for."""

from datetime import date

from django.db import models
from django.db.models import Q

from hetang.commons.accounts.models.account import Account
from hetang.commons.accounts.rules import ROLES
from hetang.commons.places.api import Place, Unit


class DutyQuery(models.QuerySet["Duty"]):
    """Duties by day."""

    def in_force(self, day: date) -> "DutyQuery":
        """Duties that hold on `day`."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


class Duty(models.Model):
    """Account × role × unit × place, from a day until another."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="duties")
    role = models.CharField(max_length=24, choices=list(ROLES.items()))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="duties")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="duties")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = DutyQuery.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "role", "unit", "since"], name="accounts_duty_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")), name="accounts_duty_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role} @ {self.unit_id}"
