"""The rule packs of the package, as rows."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from hetang.ground.lib import clock
from hetang.ground.rulepacks import kinds
from hetang.ground.rulepacks.models import RulePack
from hetang.ground.rulepacks.queries import forget

DATA = Path(__file__).parents[1] / "data"
# What the rooms above compare with their own.
ARCHIVE_ITEMS, CLOCKS, LOGS, TRIAGE = kinds.ARCHIVE_ITEMS, kinds.CLOCKS, kinds.LOGS, kinds.TRIAGE
HEADER = ("name", "version", "effective_on", "basis")


def load_packs() -> None:
    """All packs that ship with the package."""
    now = clock.now()
    RulePack.objects.bulk_create(
        RulePack(**{key: pack[key] for key in HEADER}, body=_body(pack), loaded_at=now) for pack in _all()
    )
    forget()


def shipped(name: str) -> dict[str, Any]:
    """One pack of the package as it stands in its file."""
    return next(pack for pack in _all() if pack["name"] == name)


@cache
def _all() -> tuple[dict[str, Any], ...]:
    return tuple(yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("*.yaml")))


def _body(pack: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in pack.items() if key not in HEADER}
