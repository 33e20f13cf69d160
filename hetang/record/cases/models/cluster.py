"""Matters that are one matter: a lead case and its members. Nothing is merged; whoever leaves takes everything along."""

from django.db import models
from django.db.models import Q

from hetang.commons.accounts.api import Account
from hetang.record.cases.models.case import Case


class Cluster(models.Model):
    """A lead case and those that joined it."""

    lead = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="cluster")
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"cluster of {self.lead_id}"


class Membership(models.Model):
    """One case's time in a cluster; `left_at` is set when it leaves or its lead changes."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="memberships")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="memberships")
    joined_at = models.DateTimeField()
    joined_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField(null=True)
    left_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case"], condition=Q(left_at=None), name="cases_member_once")]

    def __str__(self) -> str:
        return f"{self.case_id} in {self.cluster_id}"
