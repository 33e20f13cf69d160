"""Once a day, all of them, whatever one of them does."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from hetang.ground.journal.daily import Daily
from hetang.ground.lib import clock
from hetang.ground.rulepacks.api import PackMissing

CALLED: list[str] = []
HERE = "hetang.ground.journal.tests.test_daily."
NOON = datetime(2026, 3, 9, 4, 0, tzinfo=UTC)


def broken() -> None:
    raise ValueError("broken")


def works() -> None:
    CALLED.append("works")


def ruleless() -> None:
    raise PackMissing("deadlines")


def away() -> None:
    raise OperationalError("away")


@pytest.fixture(autouse=True)
def _none_called() -> None:
    CALLED.clear()


def test_all_run_once_a_local_day_though_one_fails(settings, caplog) -> None:  # type: ignore[no-untyped-def]
    settings.DAILY = [HERE + "broken", HERE + "works"]
    daily = Daily()
    with clock.fixed_at(NOON):
        assert [daily.run(), daily.run()] == [True, False]
    assert CALLED == ["works"]
    assert "broken failed" in caplog.text
    with clock.fixed_at(NOON + timedelta(hours=12)):
        assert daily.run()
    assert CALLED == ["works", "works"]


def test_a_lost_database_is_asked_again(settings) -> None:  # type: ignore[no-untyped-def]
    settings.DAILY = [HERE + "away", HERE + "works"]
    daily = Daily()
    with pytest.raises(OperationalError):
        daily.run()
    settings.DAILY = [HERE + "works"]
    assert daily.run()


def test_a_house_before_its_first_street_is_not_told_as_broken(settings, caplog) -> None:  # type: ignore[no-untyped-def]
    settings.DAILY = [HERE + "ruleless", HERE + "works"]
    assert Daily().run()
    assert CALLED == ["works"]
    assert not [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}]
