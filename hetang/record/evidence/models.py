"""Evidence of a case."""

from django.db import models

from hetang.commons.accounts.api import Account
from hetang.commons.documents.api import StoredFile
from hetang.record.cases.api import Case


class Evidence(models.Model):
    """A file that belongs to a case's record. Added while the case is open, never changed, destroyed with its file."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"evidence {self.pk}"
