"""What people are told: an inbox for each of the staff, an outbox for everybody else."""

from django.db import models
from django.db.models import Q

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import Person
from hetang.ground.lib import crypto
from hetang.ground.lib.labels import N_

TEXT = "letter"


class Message(models.Model):
    """Somebody of the staff was told of one step (`event`, the journal's own number): once, whatever happens to who tells.

    The words are the entry `template` of version `version` of the pack `messages`, filled with `fields` in the
    reader's language. `subject_kind` and `subject_key` say what it is about; who may no longer see that is shown
    neither words nor link.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="messages")
    event = models.BigIntegerField()
    template = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    fields = models.JSONField(default=dict)
    subject_kind = models.CharField(max_length=24, db_collation="C")
    subject_key = models.BigIntegerField()
    link = models.CharField(max_length=120)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "event"], name="notifications_message_once")]
        indexes = [
            models.Index(fields=["account", "id"], name="notifications_message_of"),
            models.Index(fields=["account"], condition=Q(read_at=None), name="notifications_unread"),
            models.Index(fields=["subject_kind", "subject_key"], name="notifications_message_about"),
            models.Index(fields=["at"], name="notifications_message_at"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} ← {self.event}"


class Letter(models.Model):
    """Somebody of the people concerned is told of one step, once, by `channel`; the words are sealed under their key.

    `next_at` is when it is tried next; null once it is over. `failure` says why it did not go out.
    """

    class State(models.TextChoices):
        QUEUED = "queued", N_("待发送")
        HELD = "held", N_("夜间暂缓")
        SENT = "sent", N_("已发送")
        FAILED = "failed", N_("没有发出")
        DROPPED = "dropped", N_("不再发送")

    class Failure(models.TextChoices):
        NONE = "", ""
        NO_NUMBER = "no_number", N_("没有留电话")
        REFUSED = "refused", N_("号码不可达")
        AWAY = "away", N_("通道没有应答")
        LATE = "late", N_("事情已经过去太久")
        ERASED = "erased", N_("已依法删除")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    event = models.BigIntegerField()
    channel = models.CharField(max_length=12)
    template = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    subject_kind = models.CharField(max_length=24, db_collation="C")
    subject_key = models.BigIntegerField()
    district = models.CharField(max_length=12, db_collation="C")
    street = models.CharField(max_length=12, db_collation="C")
    sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    failure = models.CharField(max_length=12, choices=Failure, blank=True, default=Failure.NONE)
    tries = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    # Whoever is responsible was told that it did not arrive.
    is_noted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "event"], name="notifications_letter_once"),
            models.CheckConstraint(
                condition=Q(state__in=("queued", "held"), next_at__isnull=False)
                | Q(state__in=("sent", "failed", "dropped"), next_at=None),
                name="notifications_letter_waits",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="notifications_letter_next"),
            models.Index(fields=["street", "id"], name="notifications_letter_street"),
            models.Index(fields=["street", "state"], condition=~Q(state="sent"), name="notifications_letter_state"),
            models.Index(fields=["subject_kind", "subject_key"], name="notifications_letter_about"),
            models.Index(
                fields=["id"],
                condition=Q(is_noted=False, state__in=("failed", "dropped")) & ~Q(failure="erased"),
                name="notifications_letter_unnoted",
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"

    @property
    def text(self) -> str:
        """The words in clear, for who carries them and for the person's own copy; "" once they are erased."""
        if self.sealed is None or self.person.is_erased:
            return ""
        return crypto.unseal(bytes(self.person.key), bytes(self.sealed), TEXT)

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to go out."""
        return self.next_at is not None
