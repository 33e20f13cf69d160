"""From originals to a full database: read, draw, print in several processes, count what the projections count."""

import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from hetang.ground.journal import api as journal
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import Case
from tests.performance.million import filling
from tests.performance.million.mould import Maker, Mould
from tests.performance.million.names import Names
from tests.performance.million.press import Figure, Press
from tests.performance.million.rules import COUNTED_CONSUMERS, CannotCopyError
from tests.performance.million.shape import Plan, draw, times_of
from tests.performance.million.stories import Kind, read_stories, told_of
from tests.performance.million.streets import Street, lay_out

CHUNK = 4000
Say = Callable[[str], None]


@dataclass
class Works:
    """Everything that the printing processes share."""

    kinds: list[Kind]
    moulds: list[Mould]
    streets: list[Street]
    names: Names
    plan: Plan
    bases: list[dict[Kind, int]]
    seed: int


def make_million(folder: Path, *, cases: int, streets: int, until: datetime, workers: int, seed: int, say: Say) -> None:
    """Copy the cases of the database until there are `cases` of them. Raises `CannotCopyError` before any is copied."""
    if unknown := set(settings.JOURNAL_CONSUMERS) - COUNTED_CONSUMERS:
        raise CannotCopyError(f"consumers {sorted(unknown)} are not counted here: see COUNTED_CONSUMERS in rules.py")
    journal.catch_up()  # nothing may wait for a position that it gets here
    works = _prepare(folder, cases, streets, until, seed)
    names = filling.tables(works.kinds)
    say(f"{len(works.moulds)} originals, {len(works.streets)} streets, {len(works.plan)} copies planned")
    with filling.undressed(names, workers):
        figures = _print_all(works, workers, say)
        begun = time.monotonic()
        last = filling.number_positions()
        say(f"positions given, {time.monotonic() - begun:.0f} s")
        begun = time.monotonic()
    say(f"indexes and constraints back, {time.monotonic() - begun:.0f} s")
    filling.set_sequences(works.kinds)
    _go_on_numbering(works)
    _count(figures, last)


def _prepare(folder: Path, cases: int, streets: int, until: datetime, seed: int) -> Works:
    kinds, stories = told_of(), read_stories()
    layout = lay_out(streets)
    moulds = [Maker(story, layout[0], kinds).make() for story in stories]
    zone = timezone.get_default_timezone()
    calendar = rulepacks.calendar()
    plan = draw(
        stories,
        [times_of(story, lambda moment: moment.astimezone(zone)) for story in stories],
        count=cases - len(stories),
        until=until.astimezone(zone),
        streets=len(layout),
        is_working_day=lambda moment: calendar.is_working_day(moment.date()),
        first_numbers=_numbers_given(layout[0].abbr),
        seed=seed,
    )
    return Works(kinds, moulds, layout, Names(folder), plan, _bases(kinds, moulds, plan), seed)


def _numbers_given(abbr: str) -> dict[tuple[int, int], int]:
    """The last number of the first street in each year."""
    given: dict[tuple[int, int], int] = {}
    for number in Case.objects.filter(number__startswith=abbr).values_list("number", flat=True):
        year, count = number.removeprefix(abbr).split("-")
        given[0, int(year)] = max(given.get((0, int(year)), 0), int(count))
    return given


def _bases(kinds: list[Kind], moulds: list[Mould], plan: Plan) -> list[dict[Kind, int]]:
    """The last key used in each table before each chunk, so that several processes never give one key twice."""
    current = filling.last_keys(kinds)
    found = []
    for begin in range(0, len(plan), CHUNK):
        found.append(dict(current))
        for index, times in Counter(plan.story[begin : begin + CHUNK]).items():
            for model, count in moulds[index].own.items():
                current[model] += count * times
    return found


def _print_all(works: Works, workers: int, say: Say) -> "Counter[Figure]":
    if workers == 1:
        return _work(works, 0, 1, say)
    connections.close_all()  # a forked process must not share our connection
    context = multiprocessing.get_context("fork")
    ends, processes = [], []
    for mine in range(workers):
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_child, args=(works, mine, workers, say if mine == 0 else _silent, theirs))
        process.start()
        theirs.close()
        ends.append(ours)
        processes.append(process)
    figures: Counter[Figure] = Counter()
    for end, process in zip(ends, processes, strict=True):
        figures.update(end.recv())  # EOFError where the process died
        process.join()
    return figures


def _child(works: Works, mine: int, workers: int, say: Say, end: Any) -> None:
    end.send(_work(works, mine, workers, say))
    end.close()


def _silent(line: str) -> None:
    return


def _work(works: Works, mine: int, workers: int, say: Say) -> "Counter[Figure]":
    """Print every chunk whose number is `mine` modulo `workers`, the events of each day once it is over."""
    press = Press(works.moulds, works.streets, works.names, works.seed + mine)
    begun = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    for number in range(mine, len(works.bases), workers):
        bases, plan = dict(works.bases[number]), works.plan
        span = range(number * CHUNK, min((number + 1) * CHUNK, len(plan)))
        for place in span:
            press.print(plan, place, bases)
        _flush(press, (plan.origin + _seconds(plan.second[span[0]])).date())
        if number % 10 == 0:
            say(f"{span[-1] + 1} of {len(plan)} cases, {time.monotonic() - begun:.0f} s")
    _flush(press, None)
    return press.figures


def _seconds(count: int) -> timedelta:
    return timedelta(seconds=count)


def _flush(press: Press, before: date | None) -> None:
    for model, lines in press.lines.items():
        filling.copy_lines(model, lines)
    press.lines.clear()
    filling.copy_streams(press.streams)
    press.streams.clear()
    filling.copy_events(press.ready(before))


def _go_on_numbering(works: Works) -> None:
    """The next real case of a street and year gets the next number."""
    last: dict[str, int] = {}
    for place in range(len(works.plan)):
        year = (works.plan.origin + _seconds(works.plan.second[place])).year
        last[f"{works.streets[works.plan.street[place]].abbr}{year}"] = works.plan.number[place]
    with connection.cursor() as cursor:
        for scope, number in last.items():
            rulepacks.next_number(scope)
            cursor.execute("SELECT setval(%s, %s)", [f"number_{scope.lower()}", number])


_ADD = """
    INSERT INTO insight_figure (day, street, community, measure, amount) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (street, measure, day, community) DO UPDATE SET amount = insight_figure.amount + EXCLUDED.amount
"""


def _count(figures: "Counter[Figure]", last: int) -> None:
    """What the consumers would have folded, and that they have read to the end."""
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, [[*key, amount] for key, amount in sorted(figures.items())])
        cursor.execute("UPDATE journal_offset SET position = %s", [last])


def cores() -> int:
    """One process a core."""
    return os.cpu_count() or 1
