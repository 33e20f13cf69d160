"""What the standing worker does once a day beside folding: the functions of settings.DAILY."""

import logging
from datetime import date

from django.conf import settings
from django.db import OperationalError
from django.utils.module_loading import import_string

from hetang.ground.lib import clock

log = logging.getLogger(__name__)


class Daily:
    """Asked again and again, runs everything once a local day, and once after a start: each may come twice."""

    def __init__(self) -> None:
        self.done: date | None = None

    def run(self) -> bool:
        """Whether this was the time. One that fails is logged and comes again tomorrow; the others go on."""
        today = clock.today()
        if self.done == today:
            return False
        for path in settings.DAILY:
            try:
                import_string(path)()
            except OperationalError:
                raise  # the database is away: the worker waits for it and asks again
            except Exception:
                log.exception("daily: %s failed", path)
        self.done = today
        return True
