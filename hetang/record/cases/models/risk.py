"""How a case's risk was rated, and what was reported to the police."""

from django.db import models

from hetang.commons.accounts.api import Account
from hetang.record.cases.models.case import Case


class RiskChange(models.Model):
    """One rating, review or taking in charge. `by` is None where the system rated."""

    class Act(models.TextChoices):
        RATE = "rate", "定级"
        REVIEW = "review", "复核"
        LOWER = "lower", "降级"
        LEAD = "lead", "包案"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="risk_changes")
    act = models.CharField(max_length=8, choices=Act.choices)
    before = models.PositiveSmallIntegerField()
    after = models.PositiveSmallIntegerField()
    # Keys of the pack `risk_factors`.
    factors = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True)

    def __str__(self) -> str:
        return f"risk {self.before} → {self.after}"


class PoliceReport(models.Model):
    """Who told which police station when, and the receipt's number (人民调解法 §25)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="police_reports")
    station = models.CharField(max_length=60)
    receipt = models.CharField(max_length=40)
    reported_at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"police report {self.pk}"
