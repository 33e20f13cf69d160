"""Tables of the journal. What is written here is never changed: history, statistics source and outbox at once.

No foreign keys between them: checking one would lock and rewrite every event a second time, and the chains, positions
and roots are checked by `verify`, which an owner cannot switch off.
"""

import json
from typing import Any

from django.db import models


class Stream(models.Model):
    """Head of one stream's hash chain; its row is the lock under which `seq` is given."""

    pk = models.CompositePrimaryKey("kind", "key")
    kind = models.CharField(max_length=24, db_collation="C")
    key = models.BigIntegerField()
    length = models.PositiveIntegerField()
    head = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.kind}/{self.key}"


class Event(models.Model):
    """One thing that happened. `body_text` is the canonical JSON that the hash covers: references, no names."""

    stream_kind = models.CharField(max_length=24, db_collation="C")
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
    # Beside each event, so that an installation may change its digest and the whole chain still verifies.
    algorithm = models.CharField(max_length=6, db_default="sha256")

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

    event = models.OneToOneField(Event, on_delete=models.DO_NOTHING, primary_key=True, db_constraint=False)

    class Meta:
        db_table = "journal_pending"

    def __str__(self) -> str:
        return str(self.event_id)


class Position(models.Model):
    """The order in which committed events became visible, 1, 2, 3 …; consumers read by `id`, never by the event's."""

    id = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.DO_NOTHING, db_constraint=False)

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


class Root(models.Model):
    """One Merkle root over the streams that grew since the root before, chained to it. Made daily."""

    number = models.PositiveIntegerField(primary_key=True)
    made_at = models.DateTimeField()
    position = models.BigIntegerField()  # every event up to here is covered by this root or an earlier one
    leaves = models.PositiveIntegerField()
    tree = models.CharField(max_length=64)
    prev = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    algorithm = models.CharField(max_length=6)

    def __str__(self) -> str:
        return f"root {self.number} {self.hash[:12]}"


class Leaf(models.Model):
    """Length and head of one stream as a root covers them; kept, so that a fault can be given a place."""

    pk = models.CompositePrimaryKey("root", "kind", "key")
    root = models.PositiveIntegerField()
    kind = models.CharField(max_length=24, db_collation="C")
    key = models.BigIntegerField()
    length = models.PositiveIntegerField()
    head = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.kind}/{self.key} #{self.length} in root {self.root}"
