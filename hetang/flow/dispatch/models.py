"""Who was given a case, when, and what became of it."""

from django.db import models

from hetang.commons.accounts.api import Account
from hetang.commons.places.api import Unit
from hetang.record.cases.api import Case


class Assignment(models.Model):
    """One hand-over of a case. Ended by a return or by a new assignment; the current one has no `ended_at`."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assignments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    to = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="assignments")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="assigned")
    at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    return_reason = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(ended_at=None), name="dispatch_assignment_current_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.to_id}"
