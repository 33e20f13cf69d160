"""The case, its parties, its clocks, who may see it, and the notes people wrote."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from hetang.commons.people.api import Account, Person
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
    place_text = models.CharField(max_length=120, blank=True)
    district = models.CharField(max_length=12, db_collation="C")
    street = models.CharField(max_length=12, db_collation="C")
    community = models.CharField(max_length=16, blank=True, db_collation="C")

    state = models.CharField(max_length=16, choices=list(CASE.states.items()), default=CASE.initial)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases")
    assignee = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="cases")
    registered_at = models.DateTimeField()
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


class Party(models.Model):
    """A person's part in a case. A relative or representative stands beside the party `of`."""

    class Role(models.TextChoices):
        APPLICANT = "applicant", "申请人"
        RESPONDENT = "respondent", "被申请人"
        RELATIVE = "relative", "近亲属"
        REPRESENTATIVE = "representative", "代理人"

    class Identity(models.TextChoices):
        UNCHECKED = "", "未核对"
        PHONE = "phone", "电话核对"
        CARD = "card", "证件核对"
        KNOWN = "known", "工作人员熟识"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parties")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="parts")
    role = models.CharField(max_length=16, choices=Role.choices)
    relation = models.CharField(max_length=20, blank=True)
    of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="companions")
    identity = models.CharField(max_length=8, choices=Identity.choices, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="cases_party_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.role}"

    @property
    def principal_id(self) -> int:
        """The party whose side this is: itself, or the one a relative or representative stands for."""
        return self.of_id or self.pk


class CaseAccess(models.Model):
    """Why somebody outside the street-wide duties may see a case: a unit or an account, as what, from when to when."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="grants")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True)
    role = models.CharField(max_length=16)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "case"], condition=Q(until=None), name="cases_access_account"),
            models.Index(fields=["unit", "case"], condition=Q(until=None), name="cases_access_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, account__isnull=True) | Q(unit__isnull=True, account__isnull=False),
                name="cases_access_one_holder",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} ← {self.unit_id or self.account_id}"


class CaseClock(models.Model):
    """A named deadline of a case, with its own start; `due_at` was worked out by the rule pack in force then."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks")
    name = models.CharField(max_length=24)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "name"], condition=Q(stopped_at=None), name="cases_clock_running")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.name}"


class Note(models.Model):
    """Free text that belongs to an event. Kept out of the journal, so that erasing a person can reach it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()

    def __str__(self) -> str:
        return f"note {self.pk}"
