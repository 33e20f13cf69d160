"""Short work of the worker, a step at a time: each in a transaction of its own, and an end when its turn is over."""

import logging
from collections.abc import Callable, Iterable
from time import monotonic

from hetang.ground.lib.refusals import Refused

log = logging.getLogger(__name__)
BATCH = 200
# The figures wait meanwhile in the same thread: after this long the others are left for the next turn.
TURN_SECONDS = 0.3


def each(keys: Iterable[int], step: Callable[[int], bool]) -> int:
    """Take the step for each; how many were taken. Where it cannot be taken, the log says for which."""
    taken, until = 0, monotonic() + TURN_SECONDS
    for key in list(keys):
        try:
            taken += step(key)
        except Refused:
            log.exception("%s was not told of: %s", key, step.__name__)
        if monotonic() >= until:
            break
    return taken
