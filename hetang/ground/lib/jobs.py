"""Long work that goes on after its page has gone: a queue in the database, run by `hetang jobs`.

For work of seconds and minutes that somebody asked for. Never a job per event: consumers fold the journal.
Why: docs/decisions/0022-jobs.md.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.apps import apps
from django.db import transaction
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task

log = logging.getLogger(__name__)
# A worker that said nothing for so long is dead, and what it had in hand is done again.
SILENT_SECONDS = 30
LOOK_SECONDS = 10.0
# Parallel jobs of one process: an export of minutes must not keep an import of seconds waiting.
AT_ONCE = 2


def job(name: str) -> Callable[[Callable[..., None]], Task[..., None, Any]]:
    """Make a function a job called `name`; its module is named in settings.PROCRASTINATE_IMPORT_PATHS.

    `work.defer(key=7)` inside a transaction: rolled back, it was never asked for. Arguments are keys, never personal
    data. A job is started again when its process was killed, so it goes on from what it has saved, or changes nothing.
    """
    return app.task(name=name, queue="long")


def queue_once(name: str, key: int) -> None:
    """Queue the job called `name` for `key`, unless one waits already; two for one key never run side by side.

    Inside a transaction or not: rolled back, it was never asked for.
    """
    same = f"{name}:{key}"
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(name, queue="long", lock=same, queueing_lock=same).defer(key=key)


def jobs_under_way(name: str) -> set[int]:
    """The keys (`key=`) for which a job called `name` waits or is being done."""
    rows = apps.get_model("procrastinate", "ProcrastinateJob")._default_manager
    waiting = rows.filter(task_name=name, status__in=("todo", "doing")).values_list("args", flat=True)
    return {args["key"] for args in waiting}


def run_jobs() -> None:
    """Do jobs until a signal says stop; what is under way gets a few seconds, and is done again later if it needs more."""
    queue: App = app
    with queue.replace_connector(queue.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
        asyncio.run(_run(worker))


async def _run(queue: App) -> None:
    async with queue.open_async():
        watch = asyncio.create_task(_take_up_again(queue))
        try:
            await queue.run_worker_async(
                concurrency=AT_ONCE,
                delete_jobs="successful",
                stalled_worker_timeout=SILENT_SECONDS,
                shutdown_graceful_timeout=8.0,
            )
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch


async def _take_up_again(queue: App) -> None:
    """Jobs of workers that died in the middle wait again in the queue."""
    while True:
        for each in await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
            log.warning("job %s of a dead worker is taken up again", each.task_name)
            await queue.job_manager.retry_job(each)
        await asyncio.sleep(LOOK_SECONDS)
