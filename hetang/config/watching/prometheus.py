"""The text format of Prometheus (version 0.0.4), written by hand: counters, one histogram, some gauges."""

from collections.abc import Iterator

from django.conf import settings
from django.db import connection

from hetang import __version__
from hetang.config.backups.noting import BACKUP, DRILL, last
from hetang.config.home import Home
from hetang.config.watching.meter import BUCKETS, Counts
from hetang.config.watching.readiness import AWAY, free_bytes
from hetang.ground.journal import api as journal
from hetang.ground.lib import clock

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# Which jobs and how they stand; names of jobs are names in the code.
_JOBS = "SELECT task_name, status::text, count(*) FROM procrastinate_jobs GROUP BY 1, 2 ORDER BY 1, 2"


def page(counts: Counts) -> str:
    """Everything, one metric a line."""
    return "".join(f"{line}\n" for part in (_requests(counts), _database(), _machine()) for line in part)


def _requests(counts: Counts) -> Iterator[str]:
    yield from _head("hetang_requests_total", "counter", "Requests by route, method and status.")
    for (route, method, status), number in sorted(counts.requests.items()):
        yield _line("hetang_requests_total", number, route=route, method=method, status=status)
    name = "hetang_request_seconds"
    yield from _head(name, "histogram", "How long requests took, by route.")
    for route, row in sorted(counts.times.items()):
        total = 0.0
        for bound, inside in zip((*map(str, BUCKETS), "+Inf"), row, strict=False):
            total += inside
            yield _line(f"{name}_bucket", total, route=route, le=bound)
        yield _line(f"{name}_sum", row[-1], route=route)
        yield _line(f"{name}_count", total, route=route)


def _database() -> Iterator[str]:
    try:
        lags, jobs = journal.lag(), _jobs()
    except AWAY:
        yield from _gauge("hetang_database_up", 0, "Whether the database answers.")
        return
    yield from _gauge("hetang_database_up", 1, "Whether the database answers.")
    yield from _head("hetang_journal_lag_events", "gauge", "Events a consumer of the journal has not read.")
    for consumer, lag in lags.items():
        yield _line("hetang_journal_lag_events", lag.events, consumer=consumer)
    yield from _head("hetang_journal_lag_seconds", "gauge", "Age of the oldest event a consumer has not read.")
    for consumer, lag in lags.items():
        age = (clock.now() - lag.since).total_seconds() if lag.events and lag.since else 0.0
        yield _line("hetang_journal_lag_seconds", max(age, 0.0), consumer=consumer)
    yield from _head("hetang_jobs", "gauge", "Long jobs by name and state.")
    for job, status, number in jobs:
        yield _line("hetang_jobs", number, job=job, status=status)


def _machine() -> Iterator[str]:
    home = Home(settings.HETANG_HOME)
    yield from _gauge("hetang_disk_free_bytes", free_bytes(), "Bytes left where the home folder is.")
    for kind in (BACKUP, DRILL):
        tried, good = last(home, kind), last(home, kind, ok=True)
        if tried:
            yield from _gauge(f"hetang_{kind}_ok", int(tried.ok), f"Whether the last {kind} went well.")
        if good:
            yield from _gauge(
                f"hetang_{kind}_age_seconds", good.age_seconds(), f"Since the last {kind} that went well."
            )
    yield from _head("hetang_info", "gauge", "Which release runs.")
    yield _line("hetang_info", 1, version=__version__)


def _jobs() -> list[tuple[str, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_JOBS)
        return list(cursor.fetchall())


def _gauge(name: str, value: float, meaning: str) -> Iterator[str]:
    yield from _head(name, "gauge", meaning)
    yield _line(name, value)


def _head(name: str, kind: str, meaning: str) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} {kind}"


def _line(name: str, value: float, **labels: object) -> str:
    listed = ",".join(f'{key}="{_escaped(str(said))}"' for key, said in labels.items())
    return f"{name}{{{listed}}} {value:.10g}" if listed else f"{name} {value:.10g}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
