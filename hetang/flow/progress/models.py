"""Which deadlines that passed were spoken of."""

from django.db import models

from hetang.record.cases.api import Case


class Late(models.Model):
    """It was said that this deadline of the case has passed: once, and anew only when the deadline is another one."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "due_at"], name="progress_late_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.due_at}"
