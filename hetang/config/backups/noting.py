"""The last backup and the last drill, as small files of the home folder: for the status page, the metrics and
`hetang check --deploy`. They lie outside the database because a restore must not make them older."""

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hetang.config.home import Home, write_private

BACKUP, DRILL = "backup", "drill"


@dataclass(frozen=True)
class Noted:
    """How an attempt ended: `what` is in `reason` where it failed, in `facts` where it did not."""

    at: str
    ok: bool
    folder: str
    seconds: float
    reason: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def moment(self) -> datetime:
        """Aware."""
        return datetime.fromisoformat(self.at)

    def age_seconds(self) -> float:
        """By the real clock, not the demonstration's."""
        return (datetime.now(UTC) - self.moment).total_seconds()


def note(home: Home, kind: str, noted: Noted) -> None:
    """Write down the last attempt, and apart from it the last that went well. Raises OSError."""
    text = json.dumps(asdict(noted), ensure_ascii=False)
    write_private(_path(home, kind), text)
    if noted.ok:
        write_private(_path(home, f"{kind}-ok"), text)


def last(home: Home, kind: str, *, ok: bool = False) -> Noted | None:
    """The last attempt, or the last that went well; None where there was none or its note cannot be read."""
    try:
        return Noted(**json.loads(_path(home, f"{kind}-ok" if ok else kind).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def now() -> str:
    """UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _path(home: Home, kind: str) -> Path:
    return home.path / f"last-{kind}.json"
