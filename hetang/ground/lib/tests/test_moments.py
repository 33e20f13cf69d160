"""Days and moments in plain words, in the local time zone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from hetang.ground.lib import clock, moments

# 00:30 of 24 November in Hangzhou, still the 23rd in UTC.
NIGHT = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_night(settings: object) -> Iterator[None]:
    settings.DEMO = True  # type: ignore[attr-defined]
    with clock.fixed_at(NIGHT), translation.override("zh-hans"):
        yield


def test_the_day_is_the_local_one() -> None:
    assert moments.day(NIGHT) == "2026年11月24日"
    assert moments.day(date(2026, 1, 2)) == "2026年1月2日"


def test_a_moment_names_the_year_only_where_it_differs() -> None:
    assert moments.moment(NIGHT) == "11月24日 00:30"
    assert moments.moment(NIGHT - timedelta(days=400)) == "2025年10月20日 00:30"


def test_english_has_its_own_order() -> None:
    with translation.override("en"):
        assert moments.day(NIGHT) == "24 Nov 2026"
        assert moments.moment(NIGHT) == "24 Nov 00:30"
        assert moments.moment(NIGHT - timedelta(days=400)) == "20 Oct 2025 00:30"


@pytest.mark.parametrize(
    ("ahead", "chinese", "english"),
    [
        (timedelta(days=2, hours=5), "还剩 2 天", "2 days left"),
        (timedelta(days=1), "还剩 1 天", "1 day left"),
        (timedelta(hours=23, minutes=59), "还剩 23 小时", "23 hours left"),
        (timedelta(seconds=20), "还剩 1 分钟", "1 minute left"),
        (timedelta(minutes=-40), "已超 40 分钟", "40 minutes overdue"),
        (timedelta(hours=-3), "已超 3 小时", "3 hours overdue"),
        (timedelta(days=-9), "已超 9 天", "9 days overdue"),
    ],
)
def test_until_says_what_is_left_or_over(ahead: timedelta, chinese: str, english: str) -> None:
    assert moments.until(NIGHT + ahead) == chinese
    with translation.override("en"):
        assert moments.until(NIGHT + ahead) == english


@pytest.mark.parametrize(
    ("ago", "chinese", "english"),
    [
        (timedelta(seconds=59), "刚刚", "just now"),
        (timedelta(minutes=5), "5 分钟前", "5 minutes ago"),
        (timedelta(hours=1), "1 小时前", "1 hour ago"),
        (timedelta(days=30), "30 天前", "30 days ago"),
    ],
)
def test_since_says_how_long_ago(ago: timedelta, chinese: str, english: str) -> None:
    assert moments.since(NIGHT - ago) == chinese
    with translation.override("en"):
        assert moments.since(NIGHT - ago) == english


def test_nothing_is_shown_for_no_time() -> None:
    shown = [show(None) for show in (moments.day, moments.moment, moments.hm, moments.since, moments.until)]
    assert shown == [""] * 5
