"""The plots of a year: the same from the same seed, every kind of ending among them, nobody who could be rung."""

from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest

from hetang.commons.people.api import normalise_phone
from hetang.config.demo.moments import calls
from hetang.config.demo.plots import ENDINGS, STANDING, Plot, Spot, draw_plots
from hetang.config.demo.pools import Pools, read_pools
from hetang.config.loading.tests.conftest import SHANGTANG

UNTIL = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
SPOTS = [Spot("330105008901", "蔡马人家"), Spot("330105008902", "善贤人家")]


@pytest.fixture(scope="module")
def pools() -> Pools:
    return read_pools(SHANGTANG)


def year(pools: Pools, seed: int) -> list[Plot]:
    starts = calls(270, UNTIL, lambda day: day.weekday() < 5, Random(seed))
    return draw_plots(pools, SPOTS, starts, UNTIL, seed)


def test_the_same_seed_draws_the_same_year_and_another_one_another(pools: Pools) -> None:
    assert year(pools, 1788) == year(pools, 1788)
    assert year(pools, 1788) != year(pools, 1789)


def test_all_eighteen_kinds_and_all_endings_occur(pools: Pools) -> None:
    plots = year(pools, 1788)
    assert {plot.ending for plot in plots} == set(ENDINGS)
    assert len({plot.matter.category for plot in plots}) == 18
    assert any(plot.returned for plot in plots)
    assert any(plot.reopened for plot in plots)
    assert any(not plot.spot.community for plot in plots)


def test_at_least_forty_different_texts_and_no_empty_place_in_any(pools: Pools) -> None:
    assert len({matter.text for matter in pools.matters}) >= 40
    for plot in year(pools, 1788):
        assert "{" not in plot.summary
        assert "None" not in plot.summary


def test_every_telephone_number_is_one_that_rings_nobody(pools: Pools) -> None:
    numbers = {who.phone for plot in year(pools, 1788) for who in (plot.applicant, plot.respondent, plot.relative)}
    scripted = {
        story[part]["phone"]
        for story in pools.scripted
        for part in ("applicant", "respondent", "relative")
        if part in story
    }
    assert not numbers & scripted
    for number in numbers | scripted - {""}:
        if number:
            assert number.startswith("1600000")
            assert normalise_phone(number) == number


def test_some_people_call_again(pools: Pools) -> None:
    applicants = [plot.applicant for plot in year(pools, 1788)]
    assert len(set(applicants)) < len(applicants)


def test_what_stands_on_the_desks_began_before_the_end(pools: Pools) -> None:
    standing = [plot for plot in year(pools, 1788) if plot.stop]
    assert len(standing) == len(STANDING)
    assert all(plot.start < UNTIL for plot in standing)
