"""The residents whose matters are handled."""

from django.db import models

from hetang.commons.accounts.api import Account
from hetang.commons.people.rules import mask_phone
from hetang.ground.lib import crypto


class Person(models.Model):
    """A resident or other party. The telephone number is sealed under the person's own key and found by its index."""

    name = models.CharField(max_length=60)
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True)
    key = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["phone_index"], name="people_person_phone")]

    def __str__(self) -> str:
        return f"person {self.pk}"

    @property
    def phone(self) -> str:
        """The number in clear, or "". Show `masked_phone`; a plain view goes through `reveal_phone`."""
        return crypto.unseal(bytes(self.key), bytes(self.phone_sealed), "phone") if self.phone_sealed else ""

    @property
    def masked_phone(self) -> str:
        """The number for ordinary pages."""
        return mask_phone(self.phone) if self.phone_sealed else ""


class SensitiveRead(models.Model):
    """Somebody saw a person's sealed data in clear: who, what, why, when."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    field = models.CharField(max_length=20)
    reason = models.CharField(max_length=120)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account_id} read {self.field} of {self.person_id}"
