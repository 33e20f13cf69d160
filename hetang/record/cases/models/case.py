"""One matter."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.commons.places.api import Unit
from hetang.record.cases.lifecycle import CASE, OPEN_STATES

NEVER = datetime(9999, 12, 31, tzinfo=UTC)


class Case(models.Model):
    """One matter, from the first contact to the archive. `number` is for staff, `code` for the people concerned."""

    class Kind(models.TextChoices):
        DISPUTE = "dispute", "纠纷"
        REQUEST = "request", "诉求"
        CONSULTATION = "consultation", "咨询"
        HAZARD = "hazard", "隐患"

    number = models.CharField(max_length=24, unique=True, db_collation="C")
    code = models.CharField(max_length=16, unique=True, db_collation="C")
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.DISPUTE)
    category = models.CharField(max_length=40)
    title = models.CharField(max_length=60)
    summary = models.TextField()
    amount_fen = models.BigIntegerField(null=True)
    # Texts hold marks in place of personal numbers (`protecting.py`), which makes them longer than what was typed.
    place_text = models.CharField(max_length=240, blank=True)
    district = models.CharField(max_length=12, db_collation="C")
    street = models.CharField(max_length=12, db_collation="C")
    community = models.CharField(max_length=16, blank=True, db_collation="C")

    state = models.CharField(max_length=16, choices=list(CASE.states.items()), default=CASE.initial)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases")
    assignee = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="cases")
    registered_at = models.DateTimeField()
    # Versions of the rule packs that bind this case, as they were in force when it was opened: {pack: version}.
    rules = models.JSONField(default=dict)
    resolved_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)
    # The next alarm: the earliest running clock. Lists sort by `sort_due`, which is never null.
    due_at = models.DateTimeField(null=True)
    sort_due = models.GeneratedField(
        expression=Coalesce(F("due_at"), Value(NEVER)), output_field=models.DateTimeField(), db_persist=True
    )
    is_open = models.GeneratedField(
        expression=Q(state__in=OPEN_STATES),  # type: ignore[arg-type]  # the stubs do not know that a Q may stand here
        output_field=models.BooleanField(),
        db_persist=True,
    )

    class Meta:
        indexes = [
            models.Index(fields=["street", "is_open", "sort_due", "id"], name="cases_street_queue"),
            models.Index(fields=["unit", "is_open", "sort_due", "id"], name="cases_unit_queue"),
            models.Index(fields=["assignee", "is_open", "sort_due", "id"], name="cases_assignee_queue"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(CASE.states)), name="cases_state_known"),
            models.CheckConstraint(condition=Q(amount_fen__isnull=True) | Q(amount_fen__gte=0), name="cases_amount"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The case page at the desk."""
        return reverse("case", args=[self.number])

    @property
    def state_label(self) -> str:
        """The state's name as a message id."""
        return CASE.states[self.state]
