"""Named clocks of a case: start, stop, and the next alarm that lists sort by."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from hetang.ground.lib import clock
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.models import Case, CaseClock

# In place of a list of names: every clock that runs.
ALL = frozenset({"*"})


def first_clock(name: str, now: datetime) -> CaseClock:
    """The clock with which a case begins, not saved: its end is the case's first alarm."""
    return CaseClock(name=name, started_at=now, due_at=rulepacks.deadline(name, now))


def start_clock(case: Case, name: str, *, stopping: Collection[str] = ()) -> CaseClock:
    """Start the named clock now, by the deadlines in force; one of that name and those in `stopping` stop first."""
    _stop(case, ALL if stopping is ALL else {name, *stopping})
    now = clock.now()
    started = CaseClock.objects.create(case=case, name=name, started_at=now, due_at=rulepacks.deadline(name, now))
    _set_next_alarm(case)
    return started


def stop_clock(case: Case, *names: str) -> None:
    """Stop running clocks by name; all of them where no name is given."""
    _stop(case, set(names) or ALL)
    _set_next_alarm(case)


def _stop(case: Case, names: Collection[str]) -> None:
    running = CaseClock.objects.filter(case=case, stopped_at=None)
    (running if names is ALL else running.filter(name__in=names)).update(stopped_at=clock.now())


# One statement, since most verbs move a clock.
_NEXT_ALARM = """
    UPDATE cases_case SET due_at = (
        SELECT min(running.due_at) FROM cases_caseclock running
        WHERE running.case_id = %s AND running.stopped_at IS NULL
    ) WHERE id = %s RETURNING due_at
"""


def _set_next_alarm(case: Case) -> None:
    """Write the earliest running deadline into the case."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_ALARM, [case.pk, case.pk])
        case.due_at = cursor.fetchone()[0]
