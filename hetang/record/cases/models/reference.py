"""What stands behind a mark in a case's texts."""

from django.db import models

from hetang.ground.lib import crypto
from hetang.ground.lib.references import CODE_LENGTH
from hetang.record.cases.models.case import Case


class TextReference(models.Model):
    """A personal number somebody wrote into a text of this case, sealed under a key of its own.

    The text holds a mark with `code`; whoever deletes this row leaves the mask and nothing behind it. `index` is that
    of a person's field of the same kind, so that one look-up finds a number wherever it stands.
    """

    class Kind(models.TextChoices):
        PHONE = "phone", "电话号码"
        ID_NUMBER = "id_number", "身份证号"
        BANK_CARD = "bank_card", "银行卡号"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="references")
    code = models.CharField(max_length=CODE_LENGTH)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    key = models.BinaryField()
    sealed = models.BinaryField()
    index = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "code"], name="cases_reference_once")]
        indexes = [models.Index(fields=["index"], name="cases_reference_index")]

    def __str__(self) -> str:
        return f"reference {self.code} of {self.case_id}"

    @property
    def value(self) -> str:
        """The number in clear; a plain view goes through `reveal_reference`."""
        return crypto.unseal(bytes(self.key), bytes(self.sealed), self.kind)
