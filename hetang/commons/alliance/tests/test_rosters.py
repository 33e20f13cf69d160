"""Who is on duty: weekly shifts, exceptions, gaps. Property-tested against a minute-by-minute count."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hetang.commons.alliance.rosters import Change, Weekly, gaps, on_duty, pieces

MONDAY = datetime(2026, 3, 9, tzinfo=UTC)
ALWAYS = date(2020, 1, 1)


def shift(account: int, *days: int, hours: tuple[int, int] = (9, 17)) -> Weekly:
    return Weekly(account, frozenset(days), time(hours[0]), time(hours[1]), ALWAYS)


def at(hour: int, day: int = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour)


def test_a_weekly_shift_holds_on_its_days_between_its_hours() -> None:
    shifts = [shift(1, 0, 2)]
    assert [on_duty(shifts, [], at(h)) for h in (8, 9, 16, 17)] == [[], [1], [1], []]
    assert on_duty(shifts, [], at(9, day=1)) == []
    assert on_duty(shifts, [], at(9, day=2)) == [1]


def test_a_night_shift_lasts_until_morning() -> None:
    shifts = [shift(1, 0, hours=(22, 6))]
    assert [on_duty(shifts, [], at(h)) for h in (5, 21, 22, 29, 30)] == [[], [], [1], [1], []]


def test_a_shift_begins_and_ends_with_its_days() -> None:
    one = Weekly(1, frozenset(range(7)), time(9), time(17), MONDAY.date(), MONDAY.date())
    assert [bool(on_duty([one], [], at(10, day=d))) for d in (-1, 0, 1)] == [False, True, False]


def test_one_comes_in_place_of_another_for_some_hours() -> None:
    shifts, swap = [shift(1, 0)], Change(1, 2, at(12), at(14))
    assert [on_duty(shifts, [swap], at(h)) for h in (11, 12, 13, 14)] == [[1], [2], [2], [1]]


def test_who_stands_in_for_nobody_on_duty_does_not_come() -> None:
    swap = Change(1, 2, at(0), at(24))
    assert on_duty([shift(1, 0)], [swap], at(8)) == []


def test_somebody_missing_leaves_a_gap_and_somebody_extra_fills_it() -> None:
    shifts, ill = [shift(1, 0)], Change(1, None, at(9), at(17))
    wanted = [(at(9), at(17))]
    assert gaps(shifts, [], wanted) == []
    assert gaps(shifts, [ill], wanted) == [(at(9), at(17))]
    assert gaps(shifts, [ill, Change(None, 3, at(9), at(12))], wanted) == [(at(12), at(17))]


HOUR = st.integers(0, 23)
SHIFTS = st.lists(
    st.builds(
        lambda who, days, a, b: Weekly(who, frozenset(days), time(a), time(b), ALWAYS),
        st.integers(1, 3),
        st.sets(st.integers(0, 6)),
        HOUR,
        HOUR,
    ),
    max_size=4,
)
CHANGES = st.lists(
    st.builds(
        lambda out, into, start, hours: Change(out, into, at(start), at(start + hours)),
        st.one_of(st.none(), st.integers(1, 3)),
        st.integers(1, 4),
        st.integers(-10, 60),
        st.integers(1, 30),
    ),
    max_size=3,
)


@given(SHIFTS, CHANGES)
def test_pieces_say_what_every_single_hour_says(shifts: list[Weekly], changes: list[Change]) -> None:
    found = pieces(shifts, changes, at(0), at(48))
    assert found[0].start == at(0) and found[-1].end == at(48)
    for hour in range(48):
        piece = next(p for p in found if p.start <= at(hour) < p.end)
        assert list(piece.accounts) == on_duty(shifts, changes, at(hour))
