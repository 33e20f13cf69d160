"""Which days a period has, and how shares and amounts are written."""

from datetime import date

import pytest

from hetang.faces.cockpit.periods import in_short, months_until, period_of, share

TODAY = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("key", "since", "known_as"),
    [
        ("year", date(2026, 1, 1), "year"),
        ("month", date(2026, 3, 1), "month"),
        ("twelve", date(2025, 4, 1), "twelve"),
        ("century", date(2026, 1, 1), "year"),
        ("", date(2026, 1, 1), "year"),
    ],
)
def test_a_period_ends_today(key: str, since: date, known_as: str) -> None:
    period = period_of(key, TODAY)
    assert (period.key, period.since, period.until) == (known_as, since, TODAY)


def test_twelve_months_cross_the_year() -> None:
    months = months_until(TODAY)
    assert (len(months), months[0], months[8], months[9], months[-1]) == (
        12,
        date(2025, 4, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 3, 1),
    )


def test_the_last_day_of_a_long_month_has_twelve_months_too() -> None:
    assert months_until(date(2026, 12, 31))[0] == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(1, 1, "100%"), (0, 3, "0%"), (262, 279, "93.9%"), (1999, 2000, "99.9%"), (1, 2, "50%"), (0, 0, "—")],
)
def test_a_share_never_rounds_up_to_everything(part: int, whole: int, shown: str) -> None:
    assert share(part, whole) == shown


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [(0, "0 元", "¥0.00"), (50_000, "500 元", "¥500.00"), (65_873_000, "65.9 万元", "¥659k")],
)
def test_a_large_amount_is_written_short(fen: int, zh: str, en: str) -> None:
    assert in_short(fen) == {"zh": zh, "en": en}
