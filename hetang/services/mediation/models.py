"""A mediation, the attempts to reach people, and what was settled."""

from django.db import models
from django.db.models import Q

from hetang.commons.accounts.api import Account
from hetang.record.cases.api import Case, Party
from hetang.services.mediation.lifecycle import MEDIATION
from hetang.services.mediation.rules import CONTACT_MEANS, FORMS, PEOPLE


class Mediation(models.Model):
    """One case's mediation. `round` counts up when a reopened case is mediated again."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="mediation")
    state = models.CharField(max_length=12, choices=list(MEDIATION.states.items()), default=MEDIATION.initial)
    round = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField()
    rights_told_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    termination = models.CharField(max_length=24, blank=True)
    # Key of the pack `regimes`: under which law it is held.
    regime = models.CharField(max_length=16, default=PEOPLE)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(MEDIATION.states)), name="mediation_state_known")
        ]

    def __str__(self) -> str:
        return f"mediation of {self.case_id}"

    @property
    def state_label(self) -> str:
        """The state's name as a message id."""
        return MEDIATION.states[self.state]


class Fee(models.Model):
    """What a mediation that may charge costs. People's mediation has none, not even an empty one (人民调解法 §4).

    One that was given up with its regime has ended; it stays on record.
    """

    mediation = models.ForeignKey(Mediation, on_delete=models.CASCADE, related_name="fees")
    regime = models.CharField(max_length=16)
    amount_fen = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mediation"], condition=Q(ended_at__isnull=True), name="mediation_fee_one_in_force"
            ),
            models.CheckConstraint(condition=~Q(regime__in=(PEOPLE, "industry")), name="mediation_fee_never_people"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="mediation_fee_amount"),
        ]

    def __str__(self) -> str:
        return f"fee of {self.mediation_id}"


class Attempt(models.Model):
    """One try to reach a person and what came of it (`outcomes` pack)."""

    mediation = models.ForeignKey(Mediation, on_delete=models.CASCADE, related_name="attempts")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="attempts")
    means = models.CharField(max_length=12, choices=list(CONTACT_MEANS.items()), default="call")
    outcome = models.CharField(max_length=24)
    effect = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return f"attempt {self.pk}"


class Settlement(models.Model):
    """What was agreed in one round. The promises themselves are obligations of the case."""

    mediation = models.ForeignKey(Mediation, on_delete=models.CASCADE, related_name="settlements")
    round = models.PositiveSmallIntegerField()
    form = models.CharField(max_length=8, choices=list(FORMS.items()))
    # Keys of quoted statutes (`pml_31`) and ids of covenant clauses (`clause:12`).
    grounds = models.JSONField(default=list)
    effective_at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mediation", "round"], name="mediation_settlement_once")]

    def __str__(self) -> str:
        return f"settlement of {self.mediation_id}, round {self.round}"
