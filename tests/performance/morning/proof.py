"""After the morning: nothing acknowledged is lost, and every case has an owner or stands in somebody's queue."""

from collections.abc import Iterator, Mapping

from hetang.flow.dispatch.api import Assignment
from hetang.flow.intake.api import Contact
from hetang.ground.journal import api as journal
from hetang.record.cases.api import Case, CaseClock

# States in which a station or its dispatchers have the case on their desk.
QUEUES = ("registered", "returned")


def faults(registered: Mapping[str, str]) -> Iterator[str]:
    """Every broken promise as a line; none at all is the proof."""
    journal.catch_up()
    kept = dict(Contact.objects.values_list("submission", "case__number"))
    for submission, number in registered.items():
        if kept.get(submission) != number:
            yield f"acknowledged {number}, but kept is {kept.get(submission)}"
    running = set(CaseClock.objects.filter(stopped_at=None).values_list("case_id", flat=True))
    for case in Case.objects.filter(is_open=True).select_related("unit"):
        if case.assignee_id is None and not (case.state in QUEUES and case.unit.is_active):
            yield f"{case.number} is {case.state} and nobody's"
        if case.pk not in running or case.due_at is None:
            yield f"{case.number} has no clock"
    yield from (f"journal: {fault}" for fault in journal.verify())


def assigned() -> int:
    """How many cases were handed out to somebody."""
    return Assignment.objects.values("case").distinct().count()
