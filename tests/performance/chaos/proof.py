"""After the storm: what was acknowledged is there, once; the journal is whole; the figures are what a recount says."""

from collections import Counter
from collections.abc import Iterator

from django.db import connection

from hetang.flow.intake.api import Contact
from hetang.ground.journal import api as journal
from hetang.insight.models import Figure
from hetang.record.cases.api import STREAM, Case
from tests.performance.chaos.clients import Log

_GAPS = """
    SELECT stream_kind || '/' || stream_key FROM journal_event GROUP BY stream_kind, stream_key
    HAVING min(seq) <> 1 OR max(seq) <> count(*) OR count(DISTINCT seq) <> count(*)
"""
_POSITIONS = """
    SELECT (SELECT count(*) FROM journal_event), (SELECT count(*) FROM journal_position),
           (SELECT count(DISTINCT event_id) FROM journal_position), (SELECT count(*) FROM journal_pending)
"""
_REGISTERED = "SELECT stream_key, count(*) FROM journal_event WHERE stream_kind = %s AND verb = 'register' GROUP BY 1"
_VERBS = "SELECT verb, c.number FROM journal_event e JOIN cases_case c ON c.id = e.stream_key WHERE e.stream_kind = %s"
_RECOUNT = """
    SELECT day, street, community, count(*) FROM journal_event WHERE stream_kind = %s AND verb = 'register'
    GROUP BY day, street, community
"""


def faults(log: Log) -> Iterator[str]:
    """Every broken promise as a line; none at all is the proof."""
    journal.catch_up()
    yield from _registrations(log)
    yield from _events(log)
    yield from (f"journal: {fault}" for fault in journal.verify())
    yield from _figures()


def _registrations(log: Log) -> Iterator[str]:
    kept = dict(Contact.objects.values_list("submission", "case__number"))
    for submission, number in log.registered.items():
        if kept.get(submission) != number:
            yield f"acknowledged {number} for {submission}, but kept is {kept.get(submission)}"
    if Contact.objects.count() != Case.objects.count():
        yield f"{Contact.objects.count()} contacts, {Case.objects.count()} cases"


def _events(log: Log) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(_GAPS)
        yield from (f"stream {name} has gaps or doubles" for (name,) in cursor.fetchall())
        cursor.execute(_POSITIONS)
        events, positions, different, pending = cursor.fetchone()
        if not events == positions == different or pending:
            yield f"{events} events, {positions} positions of {different} events, {pending} pending"
        cursor.execute(_REGISTERED, [STREAM])
        told = dict(cursor.fetchall())
        for key in Case.objects.values_list("pk", flat=True):
            if told.get(key) != 1:
                yield f"case {key} was registered {told.get(key, 0)} times"
        cursor.execute(_VERBS, [STREAM])
        happened = Counter(cursor.fetchall())
    for step, times in Counter(log.done).items():
        if happened[step] < times:
            yield f"acknowledged {step} {times} times, but it happened {happened[step]} times"


def _figures() -> Iterator[str]:
    # Who tells people has no table to be made anew.
    for name in (name for name, consumer in journal.registered().items() if consumer.tables):
        if not journal.rebuild(name).is_same:
            yield f"projection {name} differs from its rebuild"
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT, [STREAM])
        counted = {(day, street, community): n for day, street, community, n in cursor.fetchall()}
    kept = Figure.objects.filter(measure="taken_in").values_list("day", "street", "community", "amount")
    if {tuple(row[:3]): row[3] for row in kept} != counted:
        yield "the figure of cases taken in differs from a recount"
