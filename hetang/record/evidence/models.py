"""Evidence of a case."""

from django.db import models

from hetang.commons.accounts.api import Account
from hetang.commons.documents.api import StoredFile
from hetang.record.cases.api import Case, Party


class Evidence(models.Model):
    """A file that belongs to a case's record, destroyed with its file and never before.

    Withdrawn, it counts no more and opens no more; why stands in the case's story.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    # Who handed it in; None where whoever works on the case collected it.
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by=None)
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="evidence_withdrawn_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"evidence {self.pk}"
