"""Which deadlines that passed, and which messages that did not arrive, were spoken of; and when they are again."""

from django.db import models
from django.db.models import Q

from hetang.commons.accounts.api import Account
from hetang.ground.lib.labels import N_
from hetang.record.cases.api import Case, Party


class Late(models.Model):
    """It was said that this deadline of the case has passed: once, and anew only when the deadline is another one.

    `again_at`: when it goes one level up, unless something was done until then; null once that is over.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField()
    told_at = models.DateTimeField()
    again_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "due_at"], name="progress_late_once")]
        indexes = [models.Index(fields=["again_at"], condition=Q(again_at__isnull=False), name="progress_late_again")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.due_at}"


class Undelivered(models.Model):
    """Messages to somebody of the case did not arrive (`count`, the last one by entry `template` of the pack `messages`).

    Open until somebody told them in another way (`told_at`, `means`); while it is open, more of the same adds to it.
    `again_at`: when it goes one level up; null once that is over.
    """

    class Failure(models.TextChoices):
        NO_NUMBER = "no_number", N_("没有留电话")
        REFUSED = "refused", N_("号码不可达")
        AWAY = "away", N_("多次没有发出")
        LATE = "late", N_("过了时间没有发出")

    class Means(models.TextChoices):
        CALL = "call", N_("电话")
        VISIT = "visit", N_("上门")
        IN_PERSON = "in_person", N_("当面")
        POST = "post", N_("邮寄")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    failure = models.CharField(max_length=12, choices=Failure)
    template = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()
    again_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    told_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    means = models.CharField(max_length=12, choices=Means, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party"], condition=Q(told_at=None), name="progress_undelivered_once"),
            models.CheckConstraint(
                condition=Q(told_at=None, told_by=None, means="")
                | Q(told_at__isnull=False, told_by__isnull=False, again_at=None) & ~Q(means=""),
                name="progress_undelivered_told",
            ),
        ]
        indexes = [
            models.Index(fields=["case"], condition=Q(told_at=None), name="progress_undelivered_open"),
            models.Index(fields=["again_at"], condition=Q(again_at__isnull=False), name="progress_undelivered_up"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.party_id} {self.failure}"
