"""Whether this process can serve: database there, tables and rules as the program expects them, figures not far behind, disk."""

import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import psycopg
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from hetang.config.loading.shipped import missing_rules
from hetang.ground.journal import api as journal
from hetang.ground.lib import clock

# Figures that are older than this are wrong figures; a rebuild or a restore may take as long.
LAG_SECONDS = 600.0
# Room for a day's documents and the log of the database.
FREE_BYTES = 500 * 2**20
# Everybody may ask, so one look serves all who ask meanwhile.
LOOK_SECONDS = 1.0
AWAY = (DatabaseError, InterfaceError, psycopg.Error)


@dataclass(frozen=True)
class State:
    """Each check by name; those that need the database are False without it."""

    checks: dict[str, bool]

    @property
    def is_ready(self) -> bool:
        """Every check holds."""
        return all(self.checks.values())


class Looks:
    """The last state, for as long as `LOOK_SECONDS`."""

    def __init__(self, look: "Callable[[], State]") -> None:
        self._look = look
        self._lock = threading.Lock()
        self._at = 0.0
        self._state: State | None = None

    def state(self) -> State:
        """A fresh one where the last is too old."""
        with self._lock:
            if self._state is None or time.monotonic() - self._at > LOOK_SECONDS:
                self._state, self._at = self._look(), time.monotonic()
            return self._state

    def forget(self) -> None:
        """Look again at the next question."""
        self._state = None


def look() -> State:
    """Ask each."""
    asked = {"migrations": _migrations, "rules": _rules, "lag": _lag}
    checks = {"database": _holds(_database), **dict.fromkeys(asked, False), "disk": free_bytes() > FREE_BYTES}
    if checks["database"]:
        checks |= {name: _holds(check) for name, check in asked.items()}
    return State(checks)


looks = Looks(look)


def free_bytes() -> int:
    """Bytes left where the home folder is; 0 where it cannot be asked."""
    try:
        return shutil.disk_usage(settings.HETANG_HOME).free
    except OSError:
        return 0


def missing_migrations() -> list[str]:
    """`cases.0002_more` for each migration of this program that the database has not had."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in _on_disk() if (app, name) not in applied)


_disk: set[tuple[str, str]] = set()


def _on_disk() -> set[tuple[str, str]]:
    """Which there are in the program: read once, since it does not change while it runs."""
    if not _disk:
        loader = MigrationLoader(None, ignore_no_migrations=True)
        # A squashed one that stands for others counts when those were applied.
        _disk.update(key for key in loader.disk_migrations or {} if key not in loader.replacements)
    return _disk


def _holds(check: "Callable[[], bool]") -> bool:
    try:
        return check()
    except AWAY:
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _migrations() -> bool:
    return not missing_migrations()


def _rules() -> bool:
    return not missing_rules()


def _lag() -> bool:
    """Nobody waits for an event that is older than `LAG_SECONDS`."""
    now = clock.now()
    return all(
        not lag.events or lag.since is None or (now - lag.since).total_seconds() < LAG_SECONDS
        for lag in journal.lag().values()
    )
