"""Who is to be rung: a call that nobody took, or a call-back that was promised."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from hetang.commons.accounts.api import Account
from hetang.commons.alliance.api import Hotline
from hetang.commons.people.api import Person
from hetang.ground.lib.labels import N_
from hetang.record.cases.api import Case


class CallBack(models.Model):
    """One number to ring by `due_at`. Rings of the same person while it waits are counted, not queued again.

    `told_up`: as many tries as the pack `intake` allows came to nothing, and the station's lead was told. Who looked at
    the number to dial it has it to themselves (`claimed_by`) until `claimed_until`.
    """

    class Kind(models.TextChoices):
        MISSED = "missed", N_("未接来电")
        PROMISED = "promised", N_("约定回电")

    class State(models.TextChoices):
        WAITING = "waiting", N_("待回电")
        TOLD_UP = "told_up", N_("多次未通，待负责人定")
        REACHED = "reached", N_("已回电")
        WRONG = "wrong", N_("号码不对")
        SERVED = "served", N_("本人又来电，已办")
        DROPPED = "dropped", N_("负责人结束")

    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    hotline = models.ForeignKey(Hotline, on_delete=models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.TextField(blank=True)
    rings = models.PositiveSmallIntegerField(default=1)
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    claimed_until = models.DateTimeField(null=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    due_at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    district = models.CharField(max_length=12, db_collation="C")
    street = models.CharField(max_length=12, db_collation="C")
    community = models.CharField(max_length=16, blank=True, db_collation="C")

    class Meta:
        indexes = [
            models.Index(
                fields=["street", "due_at", "id"],
                condition=Q(state__in=("waiting", "told_up")),
                name="intake_call_back_due",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "street"], condition=Q(state__in=("waiting", "told_up")), name="intake_call_back_once"
            )
        ]

    def __str__(self) -> str:
        return f"call-back {self.pk}"

    @property
    def is_waiting(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in {self.State.WAITING, self.State.TOLD_UP}

    def dialled_by(self, moment: datetime) -> int | None:
        """The account that is dialling the number at that moment, if any."""
        return self.claimed_by_id if self.claimed_until is not None and moment < self.claimed_until else None


class CallAttempt(models.Model):
    """One try."""

    class Outcome(models.TextChoices):
        REACHED = "reached", N_("接通")
        NOT_REACHED = "not_reached", N_("未接通")
        WRONG = "wrong", N_("号码不对")

    call_back = models.ForeignKey(CallBack, on_delete=models.CASCADE, related_name="attempts")
    outcome = models.CharField(max_length=12, choices=Outcome)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"attempt {self.pk}"
