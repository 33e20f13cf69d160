"""A backup a night and a drill a week where `hetang up` runs the embedded database and HETANG_BACKUPS names a folder.

With an outside database the processes that serve people have no way to its owner, who alone may dump and restore:
there two timers of the system do the same (docs/production). Wherever it is done, what is late is told in the log.
"""

import logging
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from hetang.config.backups.noting import BACKUP, DRILL, last
from hetang.config.home import Home, read_private
from hetang.ground.lib.jobs import job, jobs_under_way

log = logging.getLogger(__name__)
DAY = 86_400.0
# Not twice in a day because the worker was started again.
BACKUP_SECONDS = 0.8 * DAY
DRILL_SECONDS = 7 * DAY
# Later than this is told: two nights without a backup, a drill that was left out once.
BACKUP_LATE_SECONDS = 2 * DAY
DRILL_LATE_SECONDS = 15 * DAY
KEEP = 14
_ONLY = 1  # there is one installation, so there is one such job


def plan() -> None:
    """Once a day: ask for what is due, and say what is late."""
    home = Home(Path(settings.HETANG_HOME))
    if settings.BACKUPS and owns_database(home) and _ONLY not in jobs_under_way("care"):
        care.defer(key=_ONLY)
    for line in late(home):
        log.error("%s", line)


def late(home: Home) -> list[str]:
    """What should have been done by now, in words for a log; nothing in a demonstration."""
    if settings.DEMO:
        return []
    found = []
    for kind, limit in ((BACKUP, BACKUP_LATE_SECONDS), (DRILL, DRILL_LATE_SECONDS)):
        tried, good = last(home, kind), last(home, kind, ok=True)
        if good is None or good.age_seconds() > limit:
            found.append(f"{kind}: none went well in the last {limit / DAY:.0f} days")
        if tried is not None and not tried.ok:
            found.append(f"{kind}: the last one failed at {tried.at}")
    return found


@job("care")
def care(key: int) -> None:  # noqa: ARG001 - every job has one
    """A backup where the last good one is a day old, then a drill where that is a week old."""
    home = Home(Path(settings.HETANG_HOME))
    steps: tuple[tuple[str, float, list[str]], ...] = (
        (BACKUP, BACKUP_SECONDS, ["--dated", "--keep", str(KEEP)]),
        (DRILL, DRILL_SECONDS, []),
    )
    for kind, seconds, more in steps:
        good = last(home, kind, ok=True)
        if good is None or good.age_seconds() > seconds:
            _run(
                home,
                [kind, settings.BACKUPS, *more, *(["--keys", settings.BACKUP_KEYS] if settings.BACKUP_KEYS else [])],
            )


def owns_database(home: Home) -> bool:
    """True where the database in use is the home's embedded one, whose owner's address lies there."""
    return bool(read_private(home.owner_url)) and read_private(home.database_url) == settings.DATABASE_ADDRESS


def _run(home: Home, words: list[str]) -> None:
    """A command of our own as the owner, in a process of its own: this one works as the runtime role."""
    dropped = {"DATABASE_URL", "HETANG_ROLE", "HETANG_SUPERVISED", "HETANG_POOL_SIZE"}
    environment = {name: value for name, value in os.environ.items() if name not in dropped}
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "hetang", *words],
        env={**environment, "HETANG_HOME": str(home.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        log.error("%s failed (%s): %s", words[0], done.returncode, done.stderr.strip().splitlines()[-1:])
    else:
        log.info("%s done", words[0])
