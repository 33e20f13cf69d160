"""Callers who ring again and again in bad faith: somebody is named who deals with them; nobody is turned away."""

from django.db import models
from django.db.models import Q

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import Person
from hetang.ground.lib.labels import N_


class CallerFlag(models.Model):
    """A hint to whoever takes the call: `handler` deals with this person's calls, for `reason`, until a day.

    Proposed by who took the calls, decided by a lead. It is looked at again on `review_on` and ends by itself.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", N_("待决定")
        IN_FORCE = "in_force", N_("有效")
        DECLINED = "declined", N_("未采纳")
        ENDED = "ended", N_("已结束")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    street = models.CharField(max_length=12, db_collation="C")
    reason = models.TextField()
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    handler = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    review_on = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["street", "state", "id"], name="intake_flag_of_street")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "street"], condition=Q(state__in=("proposed", "in_force")), name="intake_flag_once"
            )
        ]

    def __str__(self) -> str:
        return f"flag {self.pk}"
