"""The shipped calendar, a local zone, and a reference that reads the lists as they stand in the notices."""

from datetime import date, datetime, timedelta, timezone

from hypothesis import strategies as st

from hetang.ground.rulepacks.calendar import Calendar
from hetang.ground.rulepacks.periods import Pause
from hetang.ground.rulepacks.tests.factories import shipped

HANGZHOU = timezone(timedelta(hours=8))
YEARS = shipped("calendars")["years"]
FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2026, 9, 30), timezones=st.just(HANGZHOU))
MINUTES = MOMENTS.map(lambda moment: moment.replace(second=0, microsecond=0))


def calendar(*without: int) -> Calendar:
    """What is shipped, `without` the lists of some years."""
    known = {int(y): v for y, v in YEARS.items() if int(y) not in without}
    return Calendar(
        holidays={y: frozenset(map(date.fromisoformat, v["holidays"])) for y, v in known.items()},
        workdays={y: frozenset(map(date.fromisoformat, v["workdays"])) for y, v in known.items()},
        fixed=FIXED,
    )


CALENDAR = calendar()


def at(text: str) -> datetime:
    """A local moment."""
    return datetime.fromisoformat(text).replace(tzinfo=HANGZHOU)


def works(day: date) -> bool:
    """Reference: whether offices work, from the lists of the notices; a year without one knows its fixed holidays."""
    year = YEARS.get(str(day.year))
    if year is None:
        return (day.month, day.day) not in FIXED
    if day.isoformat() in year["workdays"]:
        return True
    return day.isoweekday() <= 5 and day.isoformat() not in year["holidays"]


@st.composite
def halts(draw: st.DrawFn, start: datetime, within: int = 60, most: int = 3) -> list[Pause]:
    """Up to `most` pauses after `start`, in order, none overlapping, in whole minutes."""
    found, since = [], start
    for _ in range(draw(st.integers(0, most))):
        since += timedelta(minutes=draw(st.integers(0, within * 24 * 60)))
        until = since + timedelta(minutes=draw(st.integers(1, within * 24 * 60)))
        found.append(Pause(since, until, "鉴定"))
        since = until
    return found
