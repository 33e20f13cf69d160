"""One-time codes, and the visits that they open."""

from django.db import models

from hetang.record.cases.api import Party


class OneTimeCode(models.Model):
    """A code that was asked for. `ticket` and `digest` are digests: neither the browser's ticket nor the code is kept.

    `party` is whom it was sent to; null where nobody in the matter has the number, and then no code opens anything.
    """

    ticket = models.BinaryField(max_length=32, unique=True)
    digest = models.BinaryField(max_length=16)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, null=True, related_name="+")
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["asked_at"], name="inquiry_code_asked")]

    def __str__(self) -> str:
        return f"code {self.pk}"


class Visit(models.Model):
    """One party looking at their matter from one browser; `token` is a digest of what the browser holds."""

    token = models.BinaryField(max_length=32, unique=True)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["seen_at"], name="inquiry_visit_seen")]

    def __str__(self) -> str:
        return f"visit {self.pk}"
