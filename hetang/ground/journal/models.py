"""Tables of the journal. What is written here is never changed: history, statistics source and outbox at once."""

import json
from typing import Any

from django.db import models


class Stream(models.Model):
    """Head of one stream's hash chain; its row is the lock under which `seq` is given."""

    kind = models.CharField(max_length=24)
    key = models.BigIntegerField()
    length = models.PositiveIntegerField()
    head = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="journal_stream_once")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.key}"


class Event(models.Model):
    """One thing that happened. `body_text` is the canonical JSON that the hash covers: references, no names."""

    stream_kind = models.CharField(max_length=24)
    stream_key = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    actor = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    day = models.DateField()
    district = models.CharField(max_length=12, blank=True, db_collation="C")
    street = models.CharField(max_length=12, blank=True, db_collation="C")
    community = models.CharField(max_length=16, blank=True, db_collation="C")
    body_text = models.TextField()
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream_kind", "stream_key", "seq"], name="journal_event_seq_once")
        ]

    def __str__(self) -> str:
        return f"{self.stream_kind}/{self.stream_key}#{self.seq} {self.verb}"

    @property
    def body(self) -> dict[str, Any]:
        """The event's body as a plain dict."""
        body: dict[str, Any] = json.loads(self.body_text)
        return body


class Pending(models.Model):
    """Events that have no position yet. A database trigger fills it in the event's own transaction."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, primary_key=True)

    class Meta:
        db_table = "journal_pending"

    def __str__(self) -> str:
        return str(self.event_id)


class Position(models.Model):
    """The order in which committed events became visible; consumers read by `id`, never by the event's own id."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE)

    class Meta:
        db_table = "journal_position"

    def __str__(self) -> str:
        return f"{self.pk} → {self.event_id}"


class Offset(models.Model):
    """How far a consumer has read; saved in the same transaction as the rows it made."""

    consumer = models.CharField(max_length=40, primary_key=True)
    position = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.consumer} @ {self.position}"
