"""What the interface keeps: which requests were answered already, how many came this minute, and who is told what."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hetang.commons.accounts.api import Account
from hetang.ground.lib import crypto
from hetang.ground.lib.labels import N_
from hetang.record.cases.api import Case

KEY_CHARS, URL_CHARS = 64, 500


class Sent(models.Model):
    """One request under its `Idempotency-Key` and the answer that it got, written in one transaction with its effect.

    The answer holds numbers and states, nothing about persons; the request stands here as a digest only.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=KEY_CHARS)
    digest = models.CharField(max_length=64)
    answer = models.TextField(default="")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="api_sent_once")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.key}"


class Rate(models.Model):
    """How many requests a token or an address has sent in its minute (minutes since 1970). An unlogged table: it costs
    no write to the disk, and after a crash everybody begins anew."""

    subject = models.CharField(max_length=60, primary_key=True, db_collation="C")
    minute = models.BigIntegerField()
    count = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.subject} {self.count}"


class Endpoint(models.Model):
    """Where a program wants to hear what happens to the cases that its account sees.

    `verbs`: of these only, empty for all. `since`: the last event before it was made; nothing older is told. The secret
    with which deliveries are signed is sealed under the row's own key.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    url = models.CharField(max_length=URL_CHARS)
    verbs = ArrayField(models.CharField(max_length=40), default=list)
    key = models.BinaryField()
    secret_sealed = models.BinaryField()
    since = models.BigIntegerField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"endpoint {self.pk}"

    @property
    def secret(self) -> str:
        """With which deliveries are signed."""
        return crypto.unseal(bytes(self.key), bytes(self.secret_sealed), "webhook")


class Delivery(models.Model):
    """One event for one endpoint, how often it was tried and with what result. `event` is the journal's number."""

    class State(models.TextChoices):
        WAITING = "waiting", N_("待发送")
        DELIVERED = "delivered", N_("已送达")
        FAILED = "failed", N_("没有送达")
        WITHHELD = "withheld", N_("不再可见，没有发送")

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    event = models.BigIntegerField()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    verb = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    happened_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    # The status of the last answer, None where there was none; then `trouble` is a code of `rules.TROUBLES`.
    status = models.PositiveSmallIntegerField(null=True)
    trouble = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["endpoint", "event"], name="api_delivery_once")]
        indexes = [
            models.Index(fields=["endpoint", "next_at"], condition=models.Q(state="waiting"), name="api_delivery_due")
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"
