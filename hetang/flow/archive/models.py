"""The case file as it was when it was archived, its term, its appraisal, and what is left when it is destroyed."""

from django.db import models
from django.db.models import F, Q

from hetang.commons.accounts.api import Account
from hetang.flow.archive.rules import APPRAISAL_STATES, DECISIONS
from hetang.record.cases.api import Case


class CaseFile(models.Model):
    """What the check found at archiving, item by item, by which version of the pack."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="file")
    # [{"key": …, "status": "there" | "not_applicable"}] in the order of the pack.
    items = models.JSONField()
    pack_version = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT)
    # The class by the pack in force at archiving; `keep_until` None is for good.
    retention = models.CharField(max_length=16)
    retention_version = models.PositiveIntegerField()
    keep_until = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["keep_until"], name="archive_keep_until")]

    def __str__(self) -> str:
        return f"file of {self.case_id}"


class Appraisal(models.Model):
    """What two people found when a file's term was over: keep longer or destroy.

    It outlives the case, so it names it by number and id and not by a foreign key.
    """

    case_key = models.BigIntegerField()
    number = models.CharField(max_length=24, db_collation="C")
    street = models.CharField(max_length=12, db_collation="C")
    decision = models.CharField(max_length=8, choices=list(DECISIONS.items()))
    keep_until = models.DateField(null=True)
    reason = models.TextField()
    # Reference number of the archive authority's approval; without one nothing is destroyed.
    approval = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=12, choices=list(APPRAISAL_STATES.items()), default="proposed")
    first = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="appraisals_proposed")
    first_at = models.DateTimeField()
    second = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="appraisals_checked")
    second_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_key"], condition=Q(state__in=("proposed", "agreed")), name="archive_appraisal_open_once"
            ),
            models.CheckConstraint(
                condition=Q(second__isnull=True) | ~Q(second=F("first")), name="archive_appraisal_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(decision="destroy", state__in=("agreed", "executed")) | ~Q(approval=""),
                name="archive_appraisal_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"appraisal of {self.number}"


class Tombstone(models.Model):
    """What is left of a destroyed file: which it was, when, by which appraisal, and a digest of its content."""

    case_key = models.BigIntegerField(unique=True)
    number = models.CharField(max_length=24, unique=True, db_collation="C")
    kind = models.CharField(max_length=16)
    category = models.CharField(max_length=40)
    street = models.CharField(max_length=12, db_collation="C")
    registered_on = models.DateField()
    archived_on = models.DateField()
    destroyed_at = models.DateTimeField()
    # SHA-256 over every destroyed row, in the order of destruction.
    digest = models.CharField(max_length=64)
    rows = models.JSONField()
    appraisal = models.OneToOneField(Appraisal, on_delete=models.PROTECT, related_name="tombstone")

    class Meta:
        indexes = [models.Index(fields=["street", "id"], name="archive_tombstone_street")]

    def __str__(self) -> str:
        return f"tombstone of {self.number}"
