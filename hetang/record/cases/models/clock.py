"""Named deadlines."""

from django.db import models
from django.db.models import Q

from hetang.record.cases.models.case import Case


class CaseClock(models.Model):
    """A named deadline of a case, with its own start; `due_at` was worked out by the rule pack in force then."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks")
    name = models.CharField(max_length=24)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "name"], condition=Q(stopped_at=None), name="cases_clock_running")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.name}"
