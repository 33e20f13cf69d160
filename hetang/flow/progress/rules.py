"""Which entry of the pack `messages` speaks of a step. Plain Python."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One line of the table of who is told what."""

    key: str
    verbs: tuple[str, ...]
    tells: tuple[str, ...]
    when: Mapping[str, tuple[str, ...]]

    def fits(self, body: Mapping[str, Any]) -> bool:
        """Whether a step with this body is told of: each code that is named has one of the values that are named."""
        return all(str(body.get(name, "")) in values for name, values in self.when.items())


@dataclass(frozen=True)
class Table:
    """The pack in force: its entries by verb, its version, how long a step is news (seconds)."""

    version: int
    fresh_seconds: int
    by_verb: Mapping[str, tuple[Entry, ...]]


def read_table(version: int, body: Mapping[str, Any]) -> Table:
    """The table of a pack that has been checked."""
    by_verb: dict[str, list[Entry]] = defaultdict(list)
    for entry in read_entries(body["entries"]):
        for verb in entry.verbs:
            by_verb[verb].append(entry)
    return Table(version, body["fresh_hours"] * 3600, {verb: tuple(found) for verb, found in by_verb.items()})


def read_entries(entries: Iterable[Mapping[str, Any]]) -> list[Entry]:
    """The entries in their order."""
    return [
        Entry(
            each["key"],
            tuple(each["verbs"]),
            tuple(each["tells"]),
            {name: tuple(values) for name, values in each.get("when", {}).items()},
        )
        for each in entries
    ]


# The words of `tells` that mean the people concerned.
CITIZENS = frozenset({"applicant"})
# Those that mean a role in the street, whether there is a case or not.
OF_THE_STREET: Mapping[str, str] = {"dispatchers": "dispatcher", "leaders": "leader", "street_leads": "station_lead"}
