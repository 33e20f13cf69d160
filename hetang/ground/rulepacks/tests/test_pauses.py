"""Pausing and resuming loses no time, an extension goes on where the period ended."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hetang.ground.rulepacks.calendar import OfficeHours
from hetang.ground.rulepacks.periods import Pause, Period, Rule
from hetang.ground.rulepacks.rules import reckon
from hetang.ground.rulepacks.tests.calendars import CALENDAR, HANGZHOU, MINUTES, at, halts, works

OFFICE = OfficeHours.read(["08:30-12:00", "14:00-17:30"])
ONE = timedelta(days=1)
SPANS = st.timedeltas(timedelta(minutes=1), timedelta(days=70))


def ends(
    start: datetime,
    amount: int,
    unit: str,
    pauses: Sequence[Pause] = (),
    more: Sequence[Period] = (),
    *,
    rolls: bool = True,
) -> datetime:
    rule = Rule(Period(amount, unit), rolls, office=OFFICE)
    return reckon(rule, start, CALENDAR, HANGZHOU, pauses, more).due_at


def days_left(moment: datetime, end: datetime, *, only_working: bool) -> int:
    """Days from the local day of `moment`, that day included, to the last one."""
    day, last = moment.date(), (end - timedelta(seconds=1)).date()
    days = [day + ONE * n for n in range((last - day).days + 1)]
    return sum(works(day) or not only_working for day in days)


@given(MINUTES, st.integers(1, 400), st.data())
def test_hours_lost_to_pauses_are_given_back_to_the_minute(start: datetime, hours: int, data: st.DataObject) -> None:
    pauses, end = data.draw(halts(start)), start + timedelta(hours=hours)
    for pause in pauses:
        if pause.since < end:
            end += pause.until - pause.since
    assert ends(start, hours, "hours", pauses) == end


@given(MINUTES, st.integers(1, 60), st.sampled_from(["days", "working_days"]), st.data())
def test_a_pause_leaves_as_many_days_as_there_were(
    start: datetime, amount: int, unit: str, data: st.DataObject
) -> None:
    """Counted as people count: today and the days to come, when it is paused and when it goes on."""
    plain = ends(start, amount, unit, rolls=False)
    since = start + data.draw(st.timedeltas(timedelta(), plain - start - timedelta(minutes=1)))
    until = since + data.draw(SPANS)
    end = ends(start, amount, unit, [Pause(since, until)], rolls=False)
    only = unit == "working_days"
    if since.date() == start.date():
        # The first day does not count, so the day of resuming does not either: as if it had begun then.
        assert end == ends(until, amount, unit, rolls=False)
    else:
        assert days_left(since, plain, only_working=only) == days_left(until, end, only_working=only)


@given(MINUTES, st.integers(1, 14), st.data())
def test_months_are_longer_by_the_days_that_stood_still(start: datetime, months: int, data: st.DataObject) -> None:
    plain = ends(start, months, "months", rolls=False)
    since = start + data.draw(st.timedeltas(timedelta(), plain - start - timedelta(minutes=1)))
    until = since + data.draw(SPANS)
    assert ends(start, months, "months", [Pause(since, until)], rolls=False) == plain + (until.date() - since.date())


@given(MINUTES, st.sampled_from(["hours", "working_hours", "days", "working_days", "months"]), st.data())
def test_a_pause_never_brings_a_deadline_forward(start: datetime, unit: str, data: st.DataObject) -> None:
    pauses = data.draw(halts(start, within=20))
    amount = data.draw(st.integers(1, 12))
    found = [ends(start, amount, unit, pauses[:n]) for n in range(len(pauses) + 1)]
    assert found == sorted(found)


@given(MINUTES, st.timedeltas(timedelta(), timedelta(days=20)), st.data())
def test_with_pauses_too_a_later_start_never_ends_earlier(
    start: datetime, later: timedelta, data: st.DataObject
) -> None:
    """Not so for months, which differ in length: one from 25 January and five days of halt end on 1 March, one from
    30 January ends on the last of February."""
    pauses = data.draw(halts(start, within=20))
    unit = data.draw(st.sampled_from(["hours", "working_hours", "days", "working_days"]))
    amount = data.draw(st.integers(1, 12))
    assert ends(start, amount, unit, pauses) <= ends(start + later, amount, unit, pauses)


@given(MINUTES, st.integers(1, 30), st.sampled_from(["days", "working_days"]), st.data())
def test_no_deadline_falls_into_a_pause_or_on_a_day_off(
    start: datetime, amount: int, unit: str, data: st.DataObject
) -> None:
    pauses = data.draw(halts(start, within=20))
    last = (ends(start, amount, unit, pauses) - timedelta(seconds=1)).date()
    assert works(last)
    for pause in pauses:
        assert not pause.since.date() < last < pause.until.date()


@given(MINUTES, st.integers(1, 30), st.data())
def test_overlapping_pauses_count_once(start: datetime, amount: int, data: st.DataObject) -> None:
    assume(pauses := data.draw(halts(start, within=20)))
    long = Pause(pauses[0].since, pauses[-1].until)
    assert ends(start, amount, "days", [*pauses, long]) >= ends(start, amount, "days", [long])
    assert ends(start, amount, "hours", [long, *pauses]) == ends(start, amount, "hours", [long])


@pytest.mark.parametrize(
    ("since", "until", "last", "why"),
    [
        ("2026-03-11 10:00", "2026-03-16 15:00", "2026-03-24", "the 11th to the 15th stand still: five days more"),
        ("2026-03-11 10:00", "2026-03-11 17:00", "2026-03-19", "resumed the same day: nothing is gained"),
        (
            "2026-03-09 11:00",
            "2026-03-12 09:00",
            "2026-03-23",
            "paused on the first day, as if begun on the 12th (Sunday rolls)",
        ),
        ("2026-03-19 10:00", "2026-03-24 09:00", "2026-03-24", "paused on the last day: it is the day of resuming"),
        ("2026-03-20 10:00", "2026-03-24 09:00", "2026-03-19", "paused when it was over: nothing changes"),
    ],
)
def test_ten_days_from_the_9th_by_hand(since: str, until: str, last: str, why: str) -> None:
    plain = ends(at("2026-03-09 10:00"), 10, "days")
    assert plain == at("2026-03-20")
    got = ends(at("2026-03-09 10:00"), 10, "days", [Pause(at(since), at(until))])
    assert got == at(last) + ONE, why


@given(MINUTES, st.integers(1, 40), st.integers(1, 40), st.sampled_from(["days", "working_days", "hours"]))
def test_an_extension_goes_on_where_the_period_ended(start: datetime, amount: int, more: int, unit: str) -> None:
    """Before any roll-forward: 60 days and 30 more are 90 days, not 60, a weekend and 30."""
    assert ends(start, amount, unit, more=[Period(more, unit)]) == ends(start, amount + more, unit)


def test_an_extension_in_other_days_than_the_period() -> None:
    # 10 days from the 9th end on the 19th; five working days later is the 26th.
    assert ends(at("2026-03-09 10:00"), 10, "days", more=[Period(5, "working_days")]) == at("2026-03-27")


def test_a_pause_in_the_extended_time_counts_once() -> None:
    halt = Pause(at("2026-03-23 10:00"), at("2026-03-25 10:00"))
    assert ends(at("2026-03-09 10:00"), 10, "days", [halt], [Period(5, "days")]) == at("2026-03-27")
    assert ends(at("2026-03-09 10:00"), 10, "days", [halt], [Period(1, "months")]) == at("2026-04-22")


def test_days_are_not_extended_by_hours() -> None:
    with pytest.raises(ValueError, match="extended"):
        ends(at("2026-03-09 10:00"), 10, "days", more=[Period(5, "hours")])
