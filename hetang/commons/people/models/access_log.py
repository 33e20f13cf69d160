"""Who looked at what."""

from django.db import models

from hetang.commons.accounts.api import Account


class AccessLog(models.Model):
    """Somebody looked: at a case or a person, at a sealed field in clear, or at what a search found. Never changed.

    `subject` names the thing in words that tell nothing about a person (a case's number). Kept six months at least
    (网络安全法 on logs); nothing here is deleted by the program itself.
    """

    class Kind(models.TextChoices):
        VIEW = "view", "查看"
        REVEAL = "reveal", "显示明文"
        SEARCH = "search", "查找"
        ALERT = "alert", "超过限额"

    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    subject_kind = models.CharField(max_length=12)
    subject_key = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=40, blank=True)
    field = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    address = models.CharField(max_length=45, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_key", "id"], name="people_access_subject"),
            models.Index(fields=["subject", "id"], name="people_access_number"),
            models.Index(fields=["at"], name="people_access_at"),
            models.Index(fields=["account", "id"], name="people_access_account"),
            # The look-up of "how many in the last hour", and the auditor's first question.
            models.Index(fields=["account", "at"], condition=models.Q(kind="reveal"), name="people_access_reveals"),
            models.Index(fields=["id"], condition=~models.Q(kind="view"), name="people_access_notable"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.kind} {self.subject_kind} {self.subject_key} {self.field}"
