"""A new version of a rule pack from the day it is brought to the day somebody else has looked at it."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.ground.lib.labels import N_


class Proposal(models.Model):
    """One version that somebody brought: nothing holds before a second person has taken it.

    `body` and `basis` are what the file says, `effective_on` from when it would hold; `note` why, `answer` why not.
    """

    class State(models.TextChoices):
        WAITING = "waiting", N_("等待复核")
        TAKEN = "taken", N_("已采用")
        REFUSED = "refused", N_("未采用")
        WITHDRAWN = "withdrawn", N_("已撤回")

    name = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    effective_on = models.DateField()
    basis = models.TextField()
    body = models.JSONField()
    note = models.TextField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=Q(state="waiting"), name="rulebook_one_waiting"),
            # Nobody is their own second pair of eyes, whatever a page allows.
            models.CheckConstraint(
                condition=~Q(state__in=["taken", "refused"])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="rulebook_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version} ({self.state})"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("rule-proposal", args=[self.pk])
