"""What will happen in each matter: drawn once from the seed, before anything is told. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from hetang.config.demo.pools import Matter, Pools

# How mediations end, in a hundred. Refusals and failures are part of honest figures.
ENDINGS = {"settled": 72, "breached": 6, "refused": 8, "no_agreement": 5, "impossible": 3, "other_lawful": 2, "void": 4}
CHANNELS = {"hotline": 62, "walk_in": 20, "web": 12, "visit": 6}

# What stands on the desks on the last day: (step after which nothing more happened, how many days ago it began).
# Together they put a case into every state, some of them overdue, as a real Monday morning has it.
STANDING: tuple[tuple[str, int], ...] = (
    ("register", 0),
    ("register", 0),
    ("register", 1),
    ("register", 5),
    ("assign", 3),
    ("assign", 4),
    ("assign", 7),
    ("return", 4),
    ("return", 6),
    ("accept", 4),
    ("accept", 6),
    ("accept", 46),
    ("attempt", 6),
    ("attempt", 11),
    ("attempt", 52),
    ("notice", 7),
    ("notice", 13),
    ("settle", 9),
    ("settle", 12),
    ("settle", 38),
    ("terminate", 10),
    ("resolve", 7),
    ("resolve", 10),
    ("resolve", 20),
    ("miss", 18),
    ("close", 17),
    ("close", 20),
    ("close", 48),
    ("reopen", 31),
    ("reopen", 39),
    ("refer", 2),
    ("escalate", 9),
)
FEWEST = len(STANDING)
REPEAT, NO_PHONE, NO_COMMUNITY, RETURNED, REOPENED, MISSED, WRITTEN = 0.08, 0.12, 0.04, 0.07, 0.06, 0.12, 0.45


@dataclass(frozen=True)
class Who:
    """An invented person or firm."""

    name: str
    phone: str = ""


@dataclass(frozen=True)
class Spot:
    """A community ("" where the caller did not say) with one of its estates and the station that takes it in."""

    community: str
    estate: str


@dataclass(frozen=True)
class Plot:
    """One matter from call to end. `stop` is the step after which it stands still, "" if it goes all the way."""

    number: int
    start: datetime
    matter: Matter
    spot: Spot
    applicant: Who
    respondent: Who
    relative: Who
    relation: str
    yuan: int | None
    ending: str
    channel: str
    seed: str
    stop: str = ""
    returned: bool = False
    reopened: bool = False
    missed: bool = False
    written: bool = False

    @property
    def summary(self) -> str:
        """What was told at the start."""
        return self.matter.text.format(
            a=self.applicant.name, b=self.respondent.name, yuan=self.yuan, estate=self.spot.estate
        )


def draw_plots(
    pools: Pools, spots: Sequence[Spot], starts: Sequence[datetime], until: datetime, seed: int
) -> list[Plot]:
    """One plot for each start, and those that stand on the desks at `until`. The same arguments, the same plots."""
    plots: list[Plot] = []
    for number, start in enumerate(starts):
        plots.append(_draw(number, start, pools, spots, plots, f"{seed}/{number}"))
    for position, (stop, days) in enumerate(STANDING):
        number = len(starts) + position
        plot = _draw(number, _began(until, days, position), pools, spots, plots, f"{seed}/{number}")
        plots.append(_standing(plot, stop))
    return plots


def _draw(
    number: int, start: datetime, pools: Pools, spots: Sequence[Spot], earlier: Sequence[Plot], seed: str
) -> Plot:
    rng = Random(seed)  # noqa: S311 - a demonstration
    matter = rng.choices(pools.matters, [m.weight for m in pools.matters])[0]
    applicant = Who(pools.name(rng), "" if rng.random() < NO_PHONE else pools.phone(3 * number % 9900))
    if earlier and rng.random() < REPEAT:
        applicant = rng.choice(earlier).applicant
    spot = rng.choice(spots)
    return Plot(
        number=number,
        start=start,
        matter=matter,
        spot=replace(spot, community="") if rng.random() < NO_COMMUNITY else spot,
        applicant=applicant,
        respondent=_respondent(matter, pools, number, rng),
        relative=Who(pools.name(rng), pools.phone((3 * number + 2) % 9900)),
        relation=rng.choice(pools.relations),
        yuan=_yuan(matter, rng),
        ending=rng.choices(list(ENDINGS), list(ENDINGS.values()))[0],
        channel=rng.choices(list(CHANNELS), list(CHANNELS.values()))[0],
        seed=seed,
        returned=rng.random() < RETURNED,
        reopened=rng.random() < REOPENED,
        missed=rng.random() < MISSED,
        written=rng.random() < WRITTEN,
    )


def _respondent(matter: Matter, pools: Pools, number: int, rng: Random) -> Who:
    name = rng.choice(matter.firms) if matter.firms else pools.name(rng)
    return Who(name, pools.phone((3 * number + 1) % 9900))


def _yuan(matter: Matter, rng: Random) -> int | None:
    """A sum of the matter's range, rounded as people name sums."""
    if matter.yuan is None:
        return None
    low, high = matter.yuan
    step = 50 if high <= 3000 else 100 if high <= 10_000 else 500
    return max(low, round(rng.triangular(low, high, low) / step) * step)


def _began(until: datetime, days: int, position: int) -> datetime:
    """The morning `days` ago; today it is a few minutes before the end."""
    if days == 0:
        return until - timedelta(minutes=9 + 14 * position)
    return (until - timedelta(days=days)).replace(hour=9, minute=(7 * position) % 60)


def _standing(plot: Plot, stop: str) -> Plot:
    """The plot so that it surely comes to `stop` and no further."""
    return replace(
        plot,
        stop=stop,
        ending={"terminate": "no_agreement"}.get(stop, "settled"),
        returned=stop == "return",
        reopened=stop == "reopen",
        missed=stop == "miss",
    )
