"""Who was told what and agreed to it."""

from django.db import models
from django.db.models import Q

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import Person
from hetang.record.cases.api import Case
from hetang.record.rights.rules import BASES, MEANS


class Consent(models.Model):
    """One notice given to one person, in the wording of one version of the pack, and on which basis it is used.

    `basis` says whether the person agreed or the law needs no agreement; then the notice alone is on record.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    # Where it was given; the proof goes when the case's file goes.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents")
    notice = models.CharField(max_length=24)
    version = models.PositiveIntegerField()
    basis = models.CharField(max_length=12, choices=list(BASES.items()))
    means = models.CharField(max_length=12, choices=list(MEANS.items()))
    guardian = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="wards_consents")
    given_at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="consents_recorded")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_means = models.CharField(max_length=12, choices=list(MEANS.items()), blank=True)
    withdrawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="withdrawals_recorded")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person", "notice", "version"],
                condition=Q(withdrawn_at=None),
                name="rights_consent_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None) | Q(withdrawn_at__isnull=False, basis="consent"),
                name="rights_consent_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.version} of person {self.person_id}"
