"""When things happen: calls by weekday and hour, staff in office hours. All moments are aware and local."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo
from random import Random

WorkingDay = Callable[[date], bool]

# People ring most on Monday, least on Sunday; in the morning, after the midday rest, and once more in the evening.
BY_WEEKDAY = (1.3, 1.1, 1.0, 1.0, 1.05, 0.5, 0.4)
BY_HOUR = {8: 5, 9: 13, 10: 15, 11: 9, 12: 4, 13: 6, 14: 12, 15: 12, 16: 9, 17: 5, 18: 3, 19: 4, 20: 3}
HOLIDAY, GROWTH = 0.4, 0.5
OPEN, CLOSED = time(8, 30), time(17, 30)
YEAR = 365


def calls(count: int, until: datetime, is_working_day: WorkingDay, rng: Random) -> list[datetime]:
    """`count` moments of calls in the year before `until`, in order; a little busier towards its end."""
    days = [until.date() - timedelta(days=back) for back in range(YEAR, 0, -1)]
    weights = [_busy(day, position, is_working_day) for position, day in enumerate(days)]
    hours, by_hour = list(BY_HOUR), list(BY_HOUR.values())
    found = []
    for day in rng.choices(days, weights, k=count):
        hour = rng.choices(hours, by_hour)[0]
        found.append(datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)), until.tzinfo))
    return sorted(found)


def _busy(day: date, position: int, is_working_day: WorkingDay) -> float:
    free_weekday = day.weekday() < 5 and not is_working_day(day)
    return BY_WEEKDAY[day.weekday()] * (HOLIDAY if free_weekday else 1.0) * (1 + GROWTH * position / YEAR)


class Office:
    """The hours of the staff: moves a wish for "some hours later" into the next time somebody is at work."""

    def __init__(self, zone: tzinfo, is_working_day: WorkingDay) -> None:
        self.zone, self.is_working_day = zone, is_working_day

    def after(self, moment: datetime, hours: float, rng: Random) -> datetime:
        """The first office moment at least `hours` after `moment`, with some minutes of chance."""
        wish = (moment + timedelta(hours=hours, minutes=rng.randrange(2, 40))).astimezone(self.zone)
        if self.is_working_day(wish.date()) and OPEN <= wish.time() < CLOSED:
            return wish
        day = wish.date() if wish.time() < OPEN else wish.date() + timedelta(days=1)
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return datetime.combine(day, OPEN, self.zone) + timedelta(minutes=rng.randrange(90), seconds=rng.randrange(60))
