"""The periods a leader can choose, and how shares and large amounts are written. Plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hetang.ground.lib.labels import N_
from hetang.ground.lib.money import yuan

LABELS: Mapping[str, str] = {"year": N_("今年"), "month": N_("本月"), "twelve": N_("近十二个月")}
MONTHS = 12


@dataclass(frozen=True)
class Period:
    """Days from `since` to `until`, both included."""

    key: str
    since: date
    until: date

    @property
    def label(self) -> str:
        """Its name as a message id."""
        return LABELS[self.key]


def period_of(key: str, today: date) -> Period:
    """The period called `key`; this year for anything unknown."""
    if key == "month":
        return Period("month", today.replace(day=1), today)
    if key == "twelve":
        return Period("twelve", months_until(today)[0], today)
    return Period("year", today.replace(month=1, day=1), today)


def months_until(today: date) -> list[date]:
    """First days of the last twelve months, this one included, in order."""
    now = today.year * MONTHS + today.month - 1
    return [date(n // MONTHS, n % MONTHS + 1, 1) for n in range(now - MONTHS + 1, now + 1)]


def share(part: int, whole: int) -> str:
    """`1, 1` → "100%", `262, 279` → "93.9%", `x, 0` → "—". Never rounds up to a full hundred that was not reached."""
    if not whole:
        return "—"
    tenths = part * 1000 // whole
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths / 10:.1f}%"


def in_short(fen: int) -> dict[str, str]:
    """`65873000` → "65.9 万元" or "¥659k": what fits on a tile. Exact below ten thousand yuan."""
    if fen < 10_000_00:
        return {"zh": yuan(fen, "zh"), "en": yuan(fen, "en")}
    return {"zh": f"{fen / 10_000_00:,.1f} 万元", "en": f"¥{fen / 1_000_00:,.0f}k"}
