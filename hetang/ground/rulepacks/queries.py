"""Reading rule packs. Each process keeps all versions for half a minute and chooses by day on every call, so that
midnight and an effective day are exact; only a version loaded by another process is seen a little later."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.utils import timezone

from hetang.ground.lib import clock
from hetang.ground.lib.kept import Kept
from hetang.ground.rulepacks.calendar import Calendar
from hetang.ground.rulepacks.deadlines import Deadline, choose, read_deadline
from hetang.ground.rulepacks.models import RulePack
from hetang.ground.rulepacks.periods import Pause, Period, Reckoning, Rule
from hetang.ground.rulepacks.rules import reckon

_versions: Kept[list[RulePack] | None] = Kept()
_calendars: Kept[Calendar] = Kept()
_deadlines: Kept[Deadline | None] = Kept()


class PackMissing(LookupError):
    """A rule pack that the house needs is not loaded."""


def versions(name: str) -> list[RulePack]:
    """Every loaded version of `name`, newest first."""
    return _versions.get(name, lambda: list(RulePack.objects.filter(name=name).order_by("-version")) or None) or []


def pack(name: str, *, on: date | None = None, version: int | None = None) -> RulePack:
    """The version of `name` in force on a day (today), or the very `version`. Raises `PackMissing`."""
    if version is not None:
        return _exact(name, version)
    found = versions(name)
    if not found:
        raise PackMissing(f"rule pack {name!r} is not loaded: run `hetang load`")
    # Of one version there is no choice, and every registration asks.
    return found[0] if len(found) == 1 else in_force(found, on or clock.today())


def _exact(name: str, version: int) -> RulePack:
    """That very version. Another process may have loaded it within the half minute: it is looked for once more."""
    for is_last in (False, True):
        exact = next((p for p in versions(name) if p.version == version), None)
        if exact is not None:
            return exact
        if not is_last:
            _versions.forget()
    raise PackMissing(f"rule pack {name!r} has no version {version}")


def in_force(found: Sequence[RulePack], day: date) -> RulePack:
    """Of all versions of a pack, newest first, the one that holds on a day.

    A demo clock, or a case brought in from before, may stand before the first version: the first one then holds.
    """
    return next((p for p in found if p.effective_on <= day), found[-1])


def all_packs() -> list[RulePack]:
    """Every loaded version of every pack, by name, newest first; not kept."""
    return list(RulePack.objects.order_by("name", "-version"))


def loaded_versions() -> set[tuple[str, int]]:
    """Name and number of every loaded version; not kept."""
    return set(RulePack.objects.values_list("name", "version"))


def entries(name: str, *, version: int | None = None) -> list[dict[str, Any]]:
    """The list of entries of a pack of that shape."""
    return list(pack(name, version=version).body["entries"])


def entry(name: str, key: str, *, version: int | None = None) -> dict[str, Any] | None:
    """The entry of `name` with this key."""
    return next((e for e in entries(name, version=version) if e["key"] == key), None)


def label(name: str, key: str) -> dict[str, str]:
    """The {zh, en} label of an entry; of an older version where the pack no longer has it, else the key itself."""
    for known in [pack(name), *versions(name)]:
        for found in known.body["entries"]:
            if found["key"] == key:
                shown: dict[str, str] = found["label"]
                return shown
    return {"zh": key, "en": key}


def calendar() -> Calendar:
    """Holidays and make-up days of every year loaded: the newest version, since what is announced is a fact at once."""
    found = (versions("calendars") or [pack("calendars")])[0]
    return _calendars.get(found.pk, lambda: _read_calendar(found.body))


def _read_calendar(body: dict[str, Any]) -> Calendar:
    years = body["years"]
    return Calendar(
        holidays={int(y): frozenset(map(date.fromisoformat, v["holidays"])) for y, v in years.items()},
        workdays={int(y): frozenset(map(date.fromisoformat, v["workdays"])) for y, v in years.items()},
        fixed=frozenset(_month_day(text) for text in body.get("every_year", ())),
    )


def calendar_years() -> list[int]:
    """The years whose holidays are loaded."""
    return sorted(calendar().holidays)


def _month_day(text: str) -> tuple[int, int]:
    month, _, day = text.partition("-")
    return int(month), int(day)


def deadline_rule(name: str, *, category: str = "", version: int | None = None) -> Deadline:
    """The rule for the named clock `name` in a matter of `category`, today's or that of a `version`.

    A clock that the version does not know yet is ruled by today's: a case opened before a clock existed has it all the
    same. KeyError for a name unknown to both.
    """
    for source in ([pack("deadlines", version=version)] if version else []) + [pack("deadlines")]:
        found = _deadlines.get((source.pk, name, category), partial(_chosen, source, name, category))
        if found is not None:
            return found
    raise KeyError(name)


def _chosen(source: RulePack, name: str, category: str) -> Deadline | None:
    found = choose(source.body["entries"], name, category)
    return read_deadline(found, source.body, source.version) if found else None


def period_rule(name: str, key: str) -> Deadline:
    """An entry of another pack that gives a period like a deadline's, by the office hours of `deadlines`. KeyError."""
    source, hours = pack(name), pack("deadlines").body.get("office_hours")
    found = next((each for each in source.body["entries"] if each["key"] == key), None)
    if found is None:
        raise KeyError(key)
    return read_deadline(found, {"office_hours": hours}, source.version)


def deadline(name: str, start: datetime, *, category: str = "", version: int | None = None) -> datetime:
    """When the named clock `name` that starts at `start` is due. KeyError for an unknown name."""
    return reckoned(deadline_rule(name, category=category, version=version).rule, start).due_at


def reckoned(rule: Rule, start: datetime, pauses: Iterable[Pause] = (), extensions: Sequence[Period] = ()) -> Reckoning:
    """A deadline with its reasons, by the calendar that is loaded and in the local time zone."""
    return reckon(rule, start, calendar(), timezone.get_default_timezone(), pauses, extensions)


def forget() -> None:
    """Drop what this process keeps; called when a pack is loaded."""
    for kept in (_versions, _calendars, _deadlines):
        kept.forget()
