"""Who owes what to whom by when; what was done; and what people said when they were asked."""

from django.db import models
from django.db.models import Q

from hetang.commons.accounts.api import Account
from hetang.record.cases.api import Case, Party
from hetang.record.followup.rules import OBLIGATION_STATES, SATISFACTION, SOLVED


class Obligation(models.Model):
    """One promise of a settlement: a payment (`amount_fen`) or an act (`act`)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="obligations")
    debtor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="owes")
    creditor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="is_owed")
    amount_fen = models.BigIntegerField(null=True)
    act = models.CharField(max_length=400, blank=True)
    means = models.CharField(max_length=40, blank=True)
    due_on = models.DateField()
    state = models.CharField(max_length=12, choices=list(OBLIGATION_STATES.items()), default="due")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, act="") | Q(amount_fen__isnull=True) & ~Q(act=""),
                name="followup_obligation_pay_or_act",
            )
        ]

    def __str__(self) -> str:
        return f"obligation {self.pk}"

    @property
    def state_label(self) -> str:
        """The state's name as a message id."""
        return OBLIGATION_STATES[self.state]


class Performance(models.Model):
    """Something that was done towards an obligation."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="performances")
    amount_fen = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return f"performance {self.pk}"


class FollowUp(models.Model):
    """One follow-up call or visit after the matter was reported done; `by` None: the party's own word, on their page."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="follow_ups")
    party = models.ForeignKey(Party, on_delete=models.PROTECT)
    solved = models.CharField(max_length=12, choices=list(SOLVED.items()))
    satisfaction = models.CharField(max_length=12, choices=list(SATISFACTION.items()), blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True)

    def __str__(self) -> str:
        return f"follow-up {self.pk}"
