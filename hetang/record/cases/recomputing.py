"""All running deadlines worked out again after a new calendar, when its page has long gone."""

from hetang.ground.lib.jobs import job
from hetang.record.cases.actions.clocks import recompute_clocks

_ONLY = 1  # there is one calendar, so there is one such job


@job("recompute")
def recompute(key: int) -> None:  # noqa: ARG001 - every job has one
    """Begun again after a crash it does what is left: a clock that is right already stays."""
    recompute_clocks()


def ask_recompute() -> None:
    """Have it done, in the transaction that changed the calendar; a job that only waits will see it too."""
    recompute.defer(key=_ONLY)
