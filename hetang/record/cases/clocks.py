"""Named clocks of a case: start, stop, and the next alarm that lists sort by."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from hetang.ground.lib import clock
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.models import Case, CaseClock
from hetang.record.cases.risk import CLOCKS as RISK_CLOCKS

# In place of a list of names: every clock that runs.
ALL = frozenset({"*"})
# The same but for those of the risk, which no step of the work ends.
WORK = frozenset({"-risk"})


def planned_clock(case: Case, name: str, since: datetime | None = None) -> CaseClock:
    """The named clock as it would start now, not saved; by the deadlines the case was opened under.

    It runs from `since`, else from now; where its rule counts from the registration, from there, unless the case was
    reopened since.
    """
    rule = rulepacks.deadline_rule(name, category=case.category, version=case.rules.get("deadlines"))
    from_registration = rule.from_registration and case.reopened_at is None
    started_at = case.registered_at if from_registration else since or clock.now()
    found = rulepacks.reckoned(rule.rule, started_at)
    return CaseClock(
        case_id=case.pk,
        name=name,
        rule=rule.key,
        pack_version=rule.version,
        started_at=started_at,
        due_at=found.due_at,
        is_provisional=found.is_provisional,
    )


def start_clock(
    case: Case,
    name: str,
    *,
    stopping: Collection[str] = (),
    since: datetime | None = None,
    told_due_at: datetime | None = None,
) -> CaseClock:
    """Start the named clock, from `since` where that is not now; one of that name and those in `stopping` stop first.

    `told_due_at`: the moment that whoever sent the matter has set, in place of the rule's.
    """
    _stop(case, stopping if stopping in (ALL, WORK) else {name, *stopping})
    started = planned_clock(case, name, since)
    if told_due_at is not None:
        started.due_at = started.told_due_at = told_due_at
        started.is_provisional = False
    started.case = case
    started.save(force_insert=True)
    set_next_alarm(case)
    return started


def stop_clock(case: Case, *names: str) -> None:
    """Stop running clocks by name; all of them where no name is given, those of the work for `WORK`'s word."""
    _stop(case, frozenset(names) or ALL)
    set_next_alarm(case)


def run_on(case: Case, names: Collection[str], *, since: datetime) -> None:
    """Let the last clock of each of these names that was stopped `since` then run on as if it had not been: with its
    start, its pauses and its extensions."""
    stopped = CaseClock.objects.filter(case=case, name__in=names, stopped_at__gte=since)
    last = stopped.order_by("name", "-id").distinct("name")
    if CaseClock.objects.filter(pk__in=[row.pk for row in last]).update(stopped_at=None):
        set_next_alarm(case)


def _stop(case: Case, names: Collection[str]) -> None:
    running = CaseClock.objects.filter(case=case, stopped_at=None)
    if names == WORK:
        running = running.exclude(name__in=RISK_CLOCKS.values())
    elif names != ALL:
        running = running.filter(name__in=names)
    running.update(stopped_at=clock.now())


# One statement, since most verbs move a clock. What stands still rings on the day of its review.
_NEXT_ALARM = """
    UPDATE cases_case SET due_at = (
        SELECT min(CASE WHEN running.paused_at IS NULL THEN running.due_at ELSE running.review_at END)
        FROM cases_caseclock running WHERE running.case_id = %s AND running.stopped_at IS NULL
    ) WHERE id = %s RETURNING due_at
"""


def set_next_alarm(case: Case) -> None:
    """Write the earliest running deadline into the case."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_ALARM, [case.pk, case.pk])
        case.due_at = cursor.fetchone()[0]
