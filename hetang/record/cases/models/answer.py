"""What the one who reported was told."""

from django.db import models

from hetang.commons.accounts.api import Account
from hetang.record.cases.models.case import Case


class Answer(models.Model):
    """One answer to the reporter of one case. Members of a cluster have one each; the texts may differ."""

    class Means(models.TextChoices):
        CALL = "call", "电话"
        VISIT = "visit", "上门"
        MESSAGE = "message", "短信"
        LETTER = "letter", "书面"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="answers")
    verb = models.CharField(max_length=16)
    means = models.CharField(max_length=8, choices=Means.choices)
    text = models.TextField()
    at = models.DateTimeField()
    # The day on which a petition's written answer reached the petitioner (信访工作条例 §35–36 count from it).
    served_on = models.DateField(null=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return f"answer {self.pk}"
