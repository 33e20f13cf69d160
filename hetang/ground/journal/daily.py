"""What the standing worker does beside folding: once a day the functions of settings.DAILY, every minute those of OFTEN."""

import logging
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import OperationalError
from django.utils.module_loading import import_string

from hetang.ground.lib import clock
from hetang.ground.rulepacks.api import PackMissing

log = logging.getLogger(__name__)


def run_often() -> None:
    """Everything of settings.OFTEN: at least once a minute, mostly more often. One that fails is logged and comes again."""
    _run(settings.OFTEN, "often")


def _run(paths: Iterable[str], when: str) -> None:
    for path in paths:
        try:
            import_string(path)()
        except OperationalError:
            raise  # the database is away: the worker waits for it and asks again
        except PackMissing as missing:
            # A house before its first street: nothing there to be kept or chased.
            log.info("%s: %s waits for the rules: %s", when, path, missing)
        except Exception:
            log.exception("%s: %s failed", when, path)


class Daily:
    """Asked again and again, runs everything once a local day, and once after a start: each may come twice."""

    def __init__(self) -> None:
        self.done: date | None = None

    def run(self) -> bool:
        """Whether this was the time. One that fails is logged and comes again tomorrow; the others go on."""
        today = clock.today()
        if self.done == today:
            return False
        _run(settings.DAILY, "daily")
        self.done = today
        return True
