"""What somebody asked about their own data."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import Person
from hetang.record.rights.lifecycle import OPEN_STATES, REQUEST
from hetang.record.rights.rules import CAPACITIES, CHANNELS, IDENTITIES, KINDS


class Request(models.Model):
    """One request of one person: to see, to correct or to erase what is kept about them."""

    number = models.CharField(max_length=24, unique=True, db_collation="C")
    kind = models.CharField(max_length=8, choices=list(KINDS.items()))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="requests")
    capacity = models.CharField(max_length=8, choices=list(CAPACITIES.items()), default="self")
    channel = models.CharField(max_length=8, choices=list(CHANNELS.items()))
    words = models.TextField(blank=True)
    district = models.CharField(max_length=12, db_collation="C")
    street = models.CharField(max_length=12, db_collation="C")
    community = models.CharField(max_length=16, blank=True, db_collation="C")
    state = models.CharField(max_length=12, choices=list(REQUEST.states.items()), default=REQUEST.initial)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="requests_received")
    due_at = models.DateTimeField()
    identity = models.CharField(max_length=12, choices=list(IDENTITIES.items()), blank=True)
    ground = models.CharField(max_length=24, blank=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="requests_decided")
    decided_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="requests_done")
    done_at = models.DateTimeField(null=True)
    # What was done where: {"table.column": rows}, and where the name or number is still mentioned.
    outcome = models.JSONField(default=dict)
    told_at = models.DateTimeField(null=True)
    is_open = models.GeneratedField(
        expression=Q(state__in=OPEN_STATES),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )

    class Meta:
        indexes = [models.Index(fields=["street", "is_open", "due_at", "id"], name="rights_request_queue")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(REQUEST.states)), name="rights_request_state_known")
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The request's page."""
        return reverse("request", args=[self.number])

    @property
    def state_label(self) -> str:
        """The state's name as a message id."""
        return REQUEST.states[self.state]
