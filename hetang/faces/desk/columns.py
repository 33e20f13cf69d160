"""The columns that lists of cases can show. Plain Python."""

from collections.abc import Iterable, Mapping

from hetang.ground.lib.labels import N_

COLUMNS: Mapping[str, str] = {
    "number": N_("编号"),
    "state": N_("状态"),
    "handler": N_("承办"),
    "unit": N_("承办单位"),
    "category": N_("纠纷类型"),
    "community": N_("社区"),
    "registered": N_("受理"),
    "amount": N_("涉及金额"),
    "due": N_("时限"),
}
USUAL = ("number", "state", "handler", "due")
# More do not fit beside one another on a small desk's screen.
MOST = 6


def chosen(names: Iterable[str]) -> tuple[str, ...]:
    """The known ones of `names`, each once, at most MOST; the usual ones where none is left."""
    known = dict.fromkeys(name for name in names if name in COLUMNS)
    return tuple(known)[:MOST] or USUAL
