"""The whole year: plots, cast, stories, and the demo clock set to its last day."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

from django.conf import settings
from django.db import connection
from django.utils import timezone

from hetang.commons.places.api import Place, place
from hetang.config.demo.cast import Cast, spots_of
from hetang.config.demo.deeds import Deeds
from hetang.config.demo.moments import Office, calls
from hetang.config.demo.plots import FEWEST, draw_plots
from hetang.config.demo.pools import read_pools
from hetang.config.demo.scripted import scripted_stories
from hetang.config.demo.tale import Tale
from hetang.config.demo.turns import Story, play
from hetang.ground.journal import api as journal
from hetang.ground.lib import clock
from hetang.ground.lib.yamlrows import read
from hetang.ground.rulepacks.api import calendar
from hetang.record.cases.api import Case


class PlayError(RuntimeError):
    """A year cannot be made here. Carries the sentence in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}没有改动任何数据。\n{en} Nothing was changed.")


@dataclass(frozen=True)
class Year:
    """What was made: cases and turns taken."""

    cases: int
    turns: int


def make_year(folder: Path, *, count: int, seed: int, until: datetime) -> Year:
    """Tell `count` cases up to `until` (aware) and set the demo clock there.

    Raises `PlayError` outside a demonstration, before the street is loaded, or where there are cases already;
    `LoadError` for a bad folder.
    """
    street = _ready_street(folder, count)
    pools, working = read_pools(folder), calendar().is_working_day
    scripted = pools.scripted
    cast = Cast.of(street, until.date())
    # The disk need not wait for each of some thousand small commits: a year cut short is thrown away and made anew.
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    starts = calls(count - FEWEST - len(scripted), until, working, Random(seed))  # noqa: S311 - a demonstration
    office = Office(timezone.get_default_timezone(), working)
    stories: list[Story] = [
        Tale(plot, Deeds(cast, plot.seed), office, pools).tell()
        for plot in draw_plots(pools, spots_of(street), starts, until, seed)
    ]
    stories += scripted_stories(scripted, cast, office, until)
    turns = play(stories, until)
    clock.set_demo_time(until)
    # Figures and lists are right from the first page, before a worker has run.
    journal.catch_up()
    return Year(Case.objects.count(), turns)


def _ready_street(folder: Path, count: int) -> Place:
    if not settings.DEMO:
        raise PlayError("这里不是演示环境。", "This is no demonstration.")
    if count < FEWEST * 2:
        raise PlayError(f"至少要 {FEWEST * 2} 件案件。", f"It takes at least {FEWEST * 2} cases.")
    street = place(read(folder / "alliance.yaml").row("alliance").text("street"))
    if street is None:
        raise PlayError("街道还没有装入，请先运行 hetang load。", "The street is not loaded: run `hetang load` first.")
    if Case.objects.exists():
        raise PlayError("这里已经有案件了，不再生成。", "There are cases here already.")
    return street
