"""What people wrote."""

from django.db import models

from hetang.record.cases.models.case import Case


class Note(models.Model):
    """Free text that belongs to an event. Kept out of the journal, so that erasing a person can reach it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()

    def __str__(self) -> str:
        return f"note {self.pk}"
