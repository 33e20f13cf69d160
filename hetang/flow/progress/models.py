"""Which deadlines that passed were spoken of, and when they are spoken of again."""

from django.db import models
from django.db.models import Q

from hetang.record.cases.api import Case


class Late(models.Model):
    """It was said that this deadline of the case has passed: once, and anew only when the deadline is another one.

    `again_at`: when it goes one level up, unless something was done until then; null once that is over.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField()
    told_at = models.DateTimeField()
    again_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "due_at"], name="progress_late_once")]
        indexes = [models.Index(fields=["again_at"], condition=Q(again_at__isnull=False), name="progress_late_again")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.due_at}"
