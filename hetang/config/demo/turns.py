"""Letting many stories happen at once, in the order of time."""

import heapq
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from hetang.ground.lib import clock

# A story: yields the moment at which it goes on. Between two yields it acts.
Story = Iterator[datetime]
LEAST = timedelta(seconds=20)


def play(stories: Iterable[Story], until: datetime) -> int:
    """Run all stories up to `until` and return how many turns were taken. Later moments stay untold: those are open."""
    waiting: list[tuple[datetime, int, Story]] = []
    for order, story in enumerate(stories):
        start = next(story, None)
        if start is not None:
            heapq.heappush(waiting, (start, order, story))
    turns = 0
    while waiting and waiting[0][0] <= until:
        moment, order, story = heapq.heappop(waiting)
        with clock.fixed_at(moment):
            following = next(story, None)
        turns += 1
        if following is not None:
            # Time never stands still inside a story, whatever it asked for.
            heapq.heappush(waiting, (max(following, moment + LEAST), order, story))
    return turns
