"""Who was given a case and what became of it; the rules of routing; what is asked of others beside the handler."""

from django.db import models
from django.db.models import F, Q

from hetang.commons.accounts.api import Account
from hetang.commons.places.api import Unit
from hetang.flow.dispatch.lifecycle import TASK, TASK_KINDS, TRANSFER
from hetang.flow.dispatch.limits import INTEREST, NOT_SILENT
from hetang.record.cases.api import Case, Note


class Assignment(models.Model):
    """One hand-over of a case. Ended by a return or by a new assignment; the current one has no `ended_at`.

    `is_final`: an arbiter ruled so, and it is not given back any more. `silence` says who was told that nobody answers;
    `silent_at` when the next is (null: nobody waits for an answer).
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assignments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    to = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="assignments")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="assigned")
    at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    return_reason = models.CharField(max_length=24, blank=True)
    is_final = models.BooleanField(default=False)
    silence = models.PositiveSmallIntegerField(default=NOT_SILENT)
    silent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at=None), name="dispatch_assignment_current_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["silent_at"], condition=Q(silent_at__isnull=False), name="dispatch_assignment_silent_at"
            ),
            models.Index(
                fields=["case"],
                condition=Q(silence__gt=0, ended_at=None, accepted_at=None),
                name="dispatch_assignment_silent",
            ),
            models.Index(
                fields=["case"],
                condition=Q(is_final=True, return_reason=INTEREST),
                name="dispatch_assignment_recused",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.to_id}"


class RoutingRule(models.Model):
    """One line of a street's routing: which matters go to which unit, tried in the order of `position`.

    Empty lists say nothing. `units` are those that took the matter in; `weekdays` 0 (Monday) to 6; `starts` and `ends`
    are times of the local day, over midnight where the end is not later. In force from `since` to `until`, both included.
    """

    street = models.CharField(max_length=12, db_collation="C")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=60)
    kinds = models.JSONField(default=list)
    categories = models.JSONField(default=list)
    communities = models.JSONField(default=list)
    units = models.JSONField(default=list)
    weekdays = models.JSONField(default=list)
    starts = models.TimeField(null=True)
    ends = models.TimeField(null=True)
    words = models.JSONField(default=list)
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="routed")
    to_account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)
    # Counts the changes: a form that was made before the last one does not overwrite it.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["street", "position"], name="dispatch_rule_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts=None, ends=None) | Q(starts__isnull=False, ends__isnull=False),
                name="dispatch_rule_both_times",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="dispatch_rule_period"),
        ]

    def __str__(self) -> str:
        return f"{self.street} {self.position} {self.name}"


class Asked(models.Model):
    """What tasks and transfers share: asked of whom, by whom, until when; and where it stands."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # Texts stand with the case's notes, where erasure and retention find them.
    asked = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="+")
    answer = models.ForeignKey(Note, on_delete=models.PROTECT, null=True, related_name="+")
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Task(Asked):
    """Something asked of a unit beside the handler: help, a community's part, a department called in, a supervision."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    kind = models.CharField(max_length=12, choices=list(TASK_KINDS.items()))
    # Somebody by name, where the unit has nobody who leads it or one is meant.
    to = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=list(TASK.states.items()), default=TASK.initial)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "due_at"], condition=Q(state="open"), name="dispatch_task_open"),
            models.Index(fields=["to", "due_at"], condition=Q(state="open"), name="dispatch_task_to"),
            models.Index(fields=["due_at"], condition=Q(state="open"), name="dispatch_task_due"),
            models.Index(fields=["case"], condition=Q(state="reported"), name="dispatch_task_reported"),
        ]
        constraints = [models.CheckConstraint(condition=Q(state__in=list(TASK.states)), name="dispatch_task_state")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.case_id}"

    @property
    def kind_label(self) -> str:
        """The kind's name as a message id."""
        return TASK_KINDS[self.kind]

    @property
    def state_label(self) -> str:
        """The state's name as a message id."""
        return TASK.states[self.state]


class Transfer(Asked):
    """The handler offers a matter to somebody else; it stays with the handler until that one has taken it (首接负责)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="transfers")
    to = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=list(TRANSFER.states.items()), default=TRANSFER.initial)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="offered"), name="dispatch_transfer_one"),
            models.CheckConstraint(condition=Q(state__in=list(TRANSFER.states)), name="dispatch_transfer_state"),
        ]
        indexes = [
            models.Index(fields=["to"], condition=Q(state="offered"), name="dispatch_transfer_to"),
            models.Index(fields=["due_at"], condition=Q(state="offered"), name="dispatch_transfer_due"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.to_id}?"

    @property
    def state_label(self) -> str:
        """The state's name as a message id."""
        return TRANSFER.states[self.state]
