"""Named deadlines, the times in which they stand still, and what was asked to make them longer."""

from django.db import models
from django.db.models import Q

from hetang.commons.accounts.api import Account
from hetang.ground.rulepacks.api import Period
from hetang.record.cases.models.case import Case


class CaseClock(models.Model):
    """A named deadline of a case, with its own start.

    `due_at` was worked out by the entry `rule` of version `pack_version` of the pack `deadlines`; while `paused_at` is
    set it is what it was before. `is_provisional`: a year's calendar was missing, the day may still move later.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks")
    name = models.CharField(max_length=24)
    rule = models.CharField(max_length=40)
    pack_version = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # The day that a sender above set: no rule moves it.
    told_due_at = models.DateTimeField(null=True)
    is_provisional = models.BooleanField(default=False)
    paused_at = models.DateTimeField(null=True)
    # While it stands still it rings on this day instead: somebody asks whether it still has to.
    review_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "name"], condition=Q(stopped_at=None), name="cases_clock_running")
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(is_provisional=True, stopped_at=None), name="cases_clock_provisional"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.name}"


class ClockPause(models.Model):
    """A time in which a clock stood still; `reason` is a key of the pack `pause_reasons`. Open until resumed."""

    clock = models.ForeignKey(CaseClock, on_delete=models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=40)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clock"], condition=Q(until=None), name="cases_clock_one_pause")]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.reason}"


class ClockExtension(models.Model):
    """More time, as it was asked for and as it was decided. `granted` is null while nobody has decided."""

    clock = models.ForeignKey(CaseClock, on_delete=models.CASCADE, related_name="extensions")
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=16)
    consent = models.BooleanField(default=False)
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock"], condition=Q(granted=None), name="cases_clock_one_request")
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} +{self.amount} {self.unit}"

    @property
    def period(self) -> Period:
        """What was asked for, as a period."""
        return Period(self.amount, self.unit)
