"""When, where and what: the load of a city's hotline, and which original each case is a copy of.

A 10 o'clock peak of 11 % of the day, weekends 30 % lower, a few letters at night; one large street and smaller ones;
the kinds of dispute as a statistics table of 2024 has them, the rest shared out evenly.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from tests.performance.million.stories import Story

DAYS = 690
WEEKEND, HOLIDAY = 0.7, 0.6
BY_HOUR = (6, 4, 3, 3, 3, 5, 10, 25, 70, 100, 110, 90, 55, 60, 85, 90, 80, 60, 40, 35, 30, 20, 11, 7)
# Percent; the kinds not named share what is left.
BY_CATEGORY = {"damages": 25, "contract": 14.5, "neighbour": 12, "marriage_family": 10}
# The first street has more than a quarter of a million of a million; the others get less and less.
FIRST_SHARE, NEXT_SHARE = 0.30, 0.86
STUCK = 0.012  # left lying long after their time
TRIES = 8
MARGIN = 300  # seconds between a registration and what came next
DAY = 86_400


@dataclass(frozen=True)
class Times:
    """What the draw must know of an original: its first day's midnight, how late on it the call may have come, and how
    many days it went on."""

    midnight: datetime
    weekday: int
    latest: int
    days: int


@dataclass
class Plan:
    """One entry a case, in the order of registration: original, street, seconds since `origin`, days moved, number."""

    origin: datetime
    story: "array[int]"
    street: "array[int]"
    second: "array[int]"
    moved: "array[int]"
    number: "array[int]"

    def __len__(self) -> int:
        return len(self.story)


def times_of(story: Story, zone: "Callable[[datetime], datetime]") -> Times:
    """When the original was registered, and the last second of that day at which it may have been."""
    start = zone(story.case["registered_at"])
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    later = [e["at"] for e in story.events if e["at"] > story.case["registered_at"]]
    latest = (min(later) - midnight).total_seconds() - MARGIN if later else DAY
    own = (start - midnight).total_seconds()
    days = (max([start, *later]) - midnight).days + 1
    return Times(midnight, midnight.weekday(), int(min(DAY - 1, max(latest, own))), days)


def draw(
    stories: Sequence[Story],
    times: Sequence[Times],
    *,
    count: int,
    until: datetime,
    streets: int,
    is_working_day: Callable[[datetime], bool],
    first_numbers: dict[tuple[int, int], int],
    seed: int,
) -> Plan:
    """`count` copies over `DAYS` days up to `until` (aware, local). The same arguments, the same plan.

    A case of the last weeks copies one that was registered the same day, so that it stands today where that one does.
    `first_numbers`: the last number given in (street, year).
    """
    rng = Random(seed)  # noqa: S311 - a measurement
    choose = _Choice(stories, times, until, rng)
    origin = (until - timedelta(days=DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)
    plan = Plan(origin, array("H"), array("B"), array("q"), array("h"), array("L"))
    shares = [FIRST_SHARE] + [NEXT_SHARE**n for n in range(streets - 1)]
    left = (1 - FIRST_SHARE) / max(sum(shares[1:]), 1e-9)
    shares = [shares[0], *(left * share for share in shares[1:])]
    numbers = dict(first_numbers)
    for back, todays in enumerate(_by_day(count, origin, is_working_day)):
        day = origin + timedelta(days=back)
        where = rng.choices(range(streets), shares, k=todays)
        for second, index in sorted(choose(day) for _ in range(todays)):
            street = where.pop()
            numbers[street, day.year] = numbers.get((street, day.year), 0) + 1
            plan.story.append(index)
            plan.street.append(street)
            plan.second.append(back * DAY + second)
            plan.moved.append((day - times[index].midnight).days)
            plan.number.append(numbers[street, day.year])
    return plan


def _by_day(count: int, origin: datetime, is_working_day: Callable[[datetime], bool]) -> list[int]:
    weights = []
    for back in range(DAYS):
        day = origin + timedelta(days=back)
        weekend = day.weekday() >= 5
        weights.append(1.0 if is_working_day(day) else WEEKEND if weekend else HOLIDAY)
    total, given, found = sum(weights), 0.0, []
    for weight in weights:
        found.append(round(given + weight * count / total) - round(given))
        given += weight * count / total
    return found


class _Choice:
    """Second of the day and original for one case of a day."""

    def __init__(self, stories: Sequence[Story], times: Sequence[Times], until: datetime, rng: Random) -> None:
        self.times, self.rng, self.until = times, rng, until
        self.by_day: dict[int, list[int]] = defaultdict(list)
        self.ended: dict[tuple[str, int], list[int]] = defaultdict(list)
        self.stuck: list[int] = []
        for index, (story, at) in enumerate(zip(stories, times, strict=True)):
            self.by_day[(until.date() - at.midnight.date()).days].append(index)
            if story.case["state"] in {"archived", "voided"}:
                self.ended[story.case["category"], at.weekday].append(index)
            elif story.case["state"] not in {"closed"}:
                self.stuck.append(index)
        self.longest = max(at.days for at in times) + 1
        kinds = sorted({kind for kind, _ in self.ended})
        rest = (100 - sum(BY_CATEGORY.values())) / max(1, len(set(kinds) - set(BY_CATEGORY)))
        self.kinds, self.weights = kinds, [BY_CATEGORY.get(kind, rest) for kind in kinds]
        # Cases this young may still be open: in the oldest original that is, in days.
        ended = {"archived", "voided"}
        ages = [age for age, found in self.by_day.items() for i in found if stories[i].case["state"] not in ended]
        self.young = sorted(ages)[int(len(ages) * 0.9)] if ages else 0

    def __call__(self, day: datetime) -> tuple[int, int]:
        rng, age = self.rng, (self.until.date() - day.date()).days
        second = rng.choices(range(24), BY_HOUR)[0] * 3600 + rng.randrange(3600)
        if age <= self.young:
            pool = self._young_pool(age)
        elif rng.random() < STUCK and self.stuck:
            pool = self.stuck
        else:
            pool = self._ended_pool(rng.choices(self.kinds, self.weights)[0], day.weekday())
            if age < self.longest:  # nothing may have happened after today
                pool = [index for index in pool if self.times[index].days < age] or self._young_pool(self.young)
        for _ in range(TRIES):
            index = rng.choice(pool)
            if second <= self.times[index].latest:
                return second, index
        # This original's call came early: an hour before its end, by the same weights.
        last = self.times[index].latest
        hour = rng.choices(range(last // 3600 + 1), BY_HOUR[: last // 3600 + 1])[0]
        return min(hour * 3600 + rng.randrange(3600), last), index

    def _young_pool(self, age: int) -> list[int]:
        """The originals of that day; where there are none, those of the nearest days after it (moved back)."""
        while not self.by_day.get(age) and age > 0:
            age -= 1
        if not self.by_day.get(age):
            return self.stuck or next(iter(self.ended.values()))
        return self.by_day[age]

    def _ended_pool(self, kind: str, weekday: int) -> list[int]:
        for other in (weekday, *range(7)):
            if pool := self.ended.get((kind, other)):
                return pool
        raise LookupError(f"no original of kind {kind!r} has ended")
