"""An entry of the pack `deadlines` as an object: its rule, its basis, what may pause it, how it may be extended."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hetang.ground.lib.labels import Label
from hetang.ground.rulepacks.calendar import OfficeHours
from hetang.ground.rulepacks.periods import Period, Rule


@dataclass(frozen=True)
class Terms:
    """How a deadline may be extended: by at most `longest`, `times` over; `consent`: all parties must agree."""

    longest: Period
    times: int
    consent: bool


@dataclass(frozen=True)
class Deadline:
    """One named deadline of one version. `clock` is the named clock it is a rule for; `from_registration`: it counts from there even
    where it starts later."""

    key: str
    version: int
    clock: str
    label: Label
    basis: Label
    rule: Rule
    from_registration: bool
    pauses: tuple[str, ...]
    terms: Terms | None


def read_deadline(entry: Mapping[str, Any], body: Mapping[str, Any], version: int) -> Deadline:
    """The object of one entry of a checked pack."""
    office = OfficeHours.read(body["office_hours"]) if body.get("office_hours") else None
    extension = entry.get("extension")
    return Deadline(
        key=entry["key"],
        version=version,
        clock=entry.get("clock", entry["key"]),
        label=entry["label"],
        basis=entry["basis"],
        rule=Rule(
            period=Period(entry["amount"], entry["unit"]),
            rolls=entry.get("rolls", True),
            closes=entry.get("closes", False),
            office=office,
            event=entry["starts"]["label"],
        ),
        from_registration=entry["starts"].get("from") == "registration",
        pauses=tuple(entry.get("pauses", ())),
        terms=_terms(extension) if extension else None,
    )


def _terms(extension: Mapping[str, Any]) -> Terms:
    longest = Period(extension["amount"], extension["unit"])
    return Terms(longest, extension["times"], consent=extension["consent"] == "parties")


def choose(entries: list[dict[str, Any]], clock: str, category: str) -> dict[str, Any] | None:
    """The entry that rules the named `clock` for a matter of `category`: a special one before the general one."""
    for entry in entries:
        if entry.get("clock") == clock and category in entry.get("fits", ()):
            return entry
    return next((entry for entry in entries if entry["key"] == clock), None)
