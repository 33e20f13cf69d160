"""When calls come: the hours of a real day, so many times a street's volume, compressed. Plain Python."""

import random
from collections.abc import Sequence

# Shares of a day's calls by the hour, in thousandths: published hotline figures, a peak of 11 % at ten o'clock.
BY_HOUR = (6, 4, 3, 3, 3, 5, 10, 25, 70, 100, 110, 90, 55, 60, 85, 90, 80, 60, 40, 35, 30, 20, 11, 7)
MORNING = (8, 12)
STREET_PER_DAY = 120


def arrivals(times: float, seconds: float, seed: int, hours: tuple[int, int] = MORNING) -> list[float]:
    """Seconds from the start at which calls come, in order: `times` a street's day between `hours`, in `seconds`."""
    dice = random.Random(seed)  # noqa: S311 - a load, no secret
    first, last = hours
    found: list[float] = []
    for hour in range(first, last):
        calls = round(STREET_PER_DAY * times * BY_HOUR[hour] / sum(BY_HOUR))
        found += [(hour - first + dice.random()) / (last - first) * seconds for _ in range(calls)]
    return sorted(found)


def p95(values: Sequence[float]) -> float:
    """The 95th of a hundred; 0.0 for none."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * 0.95))] if ranked else 0.0
