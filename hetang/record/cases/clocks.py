"""Named clocks of a case: start, stop, and the next alarm that lists sort by."""

from django.db.models import Min

from hetang.ground.lib import clock
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.models import Case, CaseClock


def start_clock(case: Case, name: str) -> CaseClock:
    """Start the named clock now, by the deadlines in force. A running one of that name is stopped first."""
    stop_clock(case, name)
    now = clock.now()
    started = CaseClock.objects.create(case=case, name=name, started_at=now, due_at=rulepacks.deadline(name, now))
    set_next_alarm(case)
    return started


def stop_clock(case: Case, *names: str) -> None:
    """Stop running clocks by name; all of them where no name is given."""
    running = CaseClock.objects.filter(case=case, stopped_at=None)
    (running.filter(name__in=names) if names else running).update(stopped_at=clock.now())
    set_next_alarm(case)


def set_next_alarm(case: Case) -> None:
    """Write the earliest running deadline into the case."""
    running = CaseClock.objects.filter(case=case, stopped_at=None)
    due_at = running.aggregate(first=Min("due_at"))["first"]
    if due_at != case.due_at:
        case.due_at = due_at
        case.save(update_fields=["due_at"])
