"""The model's own two stories, told word for word so that a newcomer finds them finished in the archive."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from hetang.config.demo.cast import Cast
from hetang.config.demo.deeds import Deeds
from hetang.config.demo.moments import Office
from hetang.config.demo.turns import Story
from hetang.ground.lib import clock

# The first is told so many days before the end, the next ones a little later each.
DAYS_BACK, DAYS_APART = 21, 4


def scripted_stories(scripts: Sequence[dict[str, Any]], cast: Cast, office: Office, until: datetime) -> list[Story]:
    """One story for each script, spread over the last weeks."""
    found: list[Story] = []
    for position, script in enumerate(scripts):
        day = until - timedelta(days=DAYS_BACK - DAYS_APART * position)
        start = office.after(day.replace(hour=9), 0, Random(position))  # noqa: S311 - a demonstration
        found.append(_tell(script, _deeds(script, cast, position), office, start))
    return found


def _deeds(script: dict[str, Any], cast: Cast, position: int) -> Deeds:
    return Deeds(cast, f"script/{position}", script.get("mediator", ""), script.get("unit", ""))


def _tell(script: dict[str, Any], deeds: Deeds, office: Office, start: datetime) -> Iterator[datetime]:
    rng = Random(script["key"])  # noqa: S311 - a demonstration

    def later(hours: float) -> datetime:
        return office.after(clock.now(), hours, rng)

    yield start
    deeds.register_script(script)
    yield later(0.2)
    deeds.assign("")
    yield later(0.3)
    deeds.accept()
    for attempt in script["attempts"]:
        yield later(0.3)
        deeds.attempt(attempt["to"], attempt["outcome"], attempt["note"])
    yield later(0.1)
    deeds.give_notice()
    deeds.begin()
    yield later(0.2)
    deeds.settle_script(script["settlement"], script.get("grounds", []))
    yield later(0.5)
    deeds.perform(deeds.owed[0], script["performance"])
    yield later(0.2)
    deeds.resolve("")
    asked = script["follow_up"]
    yield later(24.0 * asked["days"])
    deeds.follow_up(asked["solved"], asked["satisfaction"], asked["note"])
    yield later(2)
    deeds.close("")
    yield later(4)
    deeds.archive()
