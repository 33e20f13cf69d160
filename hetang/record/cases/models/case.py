"""One matter."""

from datetime import UTC, date, datetime

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from hetang.commons.accounts.api import Account
from hetang.commons.places.api import Unit
from hetang.record.cases.kinds import STATES, table_of
from hetang.record.cases.lifecycle import CASE, OPEN_STATES
from hetang.record.cases.risk import LEVELS

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
BRANCH_COLUMNS = ("district", "street", "community", "unit", "assignee")
_OPEN = Q(is_open=True)


class Case(models.Model):
    """One matter, from the first contact to the archive. `number` is for staff, `code` for the people concerned."""

    class Kind(models.TextChoices):
        DISPUTE = "dispute", "纠纷"
        REQUEST = "request", "诉求"
        CONSULTATION = "consultation", "咨询"
        HAZARD = "hazard", "隐患"
        PETITION = "petition", "信访"

    class Sensitivity(models.TextChoices):
        NORMAL = "normal", "一般"
        SENSITIVE = "sensitive", "敏感"
        SEALED = "sealed", "封存"

    number = models.CharField(max_length=24, unique=True, db_collation="C")
    code = models.CharField(max_length=16, unique=True, db_collation="C")
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.DISPUTE)
    category = models.CharField(max_length=40)
    title = models.CharField(max_length=60)
    summary = models.TextField()
    amount_fen = models.BigIntegerField(null=True)
    # Texts hold marks in place of personal numbers (`protecting.py`), which makes them longer than what was typed.
    place_text = models.CharField(max_length=240, blank=True)
    # When it happened, where that is known: a minor's capacity is that of this day (民法典 §19–20).
    event_on = models.DateField(null=True)
    district = models.CharField(max_length=12, db_collation="C")
    street = models.CharField(max_length=12, db_collation="C")
    community = models.CharField(max_length=16, blank=True, db_collation="C")

    # Who may read it: as usual; only who works on it, leads there or is named; only who is named (access.py).
    sensitivity = models.CharField(max_length=12, choices=Sensitivity, default=Sensitivity.NORMAL)
    state = models.CharField(max_length=16, choices=list(STATES.items()), default=CASE.initial)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases")
    assignee = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="cases")
    registered_at = models.DateTimeField()
    # Versions of the rule packs that bind this case, as they were in force when it was opened: {pack: version}.
    rules = models.JSONField(default=dict)
    resolved_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)

    # Flags that lists and the case page show without asking further; their stories are in the tables of their names.
    risk = models.PositiveSmallIntegerField(choices=list(enumerate(LEVELS)), default=0)
    risk_leader = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="led_cases")
    police_told_at = models.DateTimeField(null=True)
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="joined")
    members = models.PositiveSmallIntegerField(default=0)
    origin = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by")

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
            # One pair a branch of scope (scope.py): open cases by what goes wrong first, all cases by newest. A list
            # reads 26 entries of each branch it needs, wherever it stands, and merges them.
            *(
                models.Index(fields=[c, "sort_due", "id"], condition=_OPEN, name=f"cases_{c}_due")
                for c in BRANCH_COLUMNS
            ),
            *(models.Index(fields=[c, "id"], name=f"cases_{c}_new") for c in BRANCH_COLUMNS),
            models.Index(fields=["unit", "sort_due", "id"], condition=Q(state="closed"), name="cases_unit_to_archive"),
            # The dispatch desk's queue, whatever else is open (`flow.dispatch.waiting`).
            models.Index(
                fields=["street", "sort_due", "id"],
                condition=Q(state__in=["registered", "admitted", "returned"]),
                name="cases_street_to_give",
            ),
            # The same for who leads a unit that has much else in hand.
            models.Index(
                fields=["unit", "sort_due", "id"],
                condition=Q(state__in=["registered", "admitted", "returned"]),
                name="cases_unit_to_give",
            ),
            models.Index(
                fields=["street", "sort_due", "id"],
                condition=Q(state__in=["in_arbitration", "escalated"]),
                name="cases_street_above",
            ),
            # How many somebody has in hand is counted in the index alone; a case without a handler is not in it.
            models.Index(
                fields=["assignee"],
                condition=_OPEN & ~Q(state="resolved") & Q(assignee__isnull=False),
                name="cases_in_hand",
            ),
            models.Index(fields=["street", "-risk", "sort_due"], condition=Q(risk__gt=0), name="cases_street_risk"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="cases_state_known"),
            models.CheckConstraint(condition=Q(amount_fen__isnull=True) | Q(amount_fen__gte=0), name="cases_amount"),
            models.CheckConstraint(condition=Q(risk__lt=len(LEVELS)), name="cases_risk_known"),
            # No cluster of clusters.
            models.CheckConstraint(condition=Q(part_of=None) | Q(members=0), name="cases_cluster_flat"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The case page at the desk."""
        return reverse("case", args=[self.number])

    # For whom the verb now running is done, where the one who does it only stands in (account id). Set by `require`.
    on_behalf: int | None = None
    # The title as the reader of a list may read it; see `mark_titles`.
    shown_title: str
    shown_text: str

    @property
    def state_label(self) -> str:
        """The state's name in this kind's table, as a message id."""
        return table_of(self.kind).states[self.state]

    @property
    def kind_label(self) -> str:
        """The kind's name as a message id."""
        return table_of(self.kind).title

    @property
    def risk_level(self) -> str:
        """The risk's key in the pack `risk_levels`, "" where none was set."""
        return LEVELS[self.risk]

    @property
    def happened_on(self) -> date:
        """The day it happened; the day of registration where that is not known."""
        return self.event_on or timezone.localtime(self.registered_at).date()
