"""Reading rule packs. Packs change by the day at most, so each process keeps them for half a minute."""

import time
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from hetang.ground.lib import clock
from hetang.ground.rulepacks.models import RulePack
from hetang.ground.rulepacks.rules import Calendar, due

KEEP_SECONDS = 30.0
_kept: dict[str, tuple[float, RulePack]] = {}


class PackMissing(LookupError):
    """A rule pack that the house needs is not loaded."""


def pack(name: str) -> RulePack:
    """The version of `name` that is in force today. Raises `PackMissing`."""
    kept = _kept.get(name)
    if kept and time.monotonic() - kept[0] < KEEP_SECONDS:
        return kept[1]
    found = RulePack.objects.filter(name=name, effective_on__lte=clock.today()).order_by("-version").first()
    # A demo clock may stand before the first version: the first one then holds.
    found = found or RulePack.objects.filter(name=name).order_by("version").first()
    if found is None:
        raise PackMissing(f"rule pack {name!r} is not loaded: run `hetang load`")
    _kept[name] = (time.monotonic(), found)
    return found


def entries(name: str) -> list[dict[str, Any]]:
    """The list of entries of a pack of that shape."""
    return list(pack(name).body["entries"])


def entry(name: str, key: str) -> dict[str, Any] | None:
    """The entry of `name` with this key."""
    return next((e for e in entries(name) if e["key"] == key), None)


def label(name: str, key: str) -> dict[str, str]:
    """The {zh, en} label of an entry; the key itself where the pack no longer has it."""
    found = entry(name, key)
    return found["label"] if found else {"zh": key, "en": key}


def calendar() -> Calendar:
    """Holidays and make-up days of every year loaded."""
    years = pack("calendars").body["years"]
    return Calendar(
        holidays={int(y): frozenset(map(date.fromisoformat, v["holidays"])) for y, v in years.items()},
        workdays={int(y): frozenset(map(date.fromisoformat, v["workdays"])) for y, v in years.items()},
    )


def deadline(name: str, start: datetime) -> datetime:
    """When the named clock `name` that starts at `start` is due. KeyError for an unknown name."""
    found = entry("deadlines", name)
    if found is None:
        raise KeyError(name)
    return due(start, int(found["amount"]), found["unit"], calendar(), timezone.get_default_timezone())


def forget() -> None:
    """Drop what this process keeps; called when a pack is loaded."""
    _kept.clear()
