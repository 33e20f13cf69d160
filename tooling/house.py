"""The order of the house, read from `.importlinter`: which room may use which. Used by contracts, tests and figures."""

import configparser
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / ".importlinter"
FLOORS = "importlinter:contract:floors"
# Each module of the tool box is a door of its own; a common api.py would drag Django into pure rules.
OPEN_ROOMS = frozenset({"hetang.ground.lib"})
DOOR = "api"
TEST_DOOR = "tests.factories"


@dataclass(frozen=True)
class House:
    """`height` of every room: a room may use exactly the rooms with a smaller number. Strangers share a number."""

    height: dict[str, tuple[int, int]]

    def room_of(self, module: str) -> str | None:
        """The room that a dotted module or package lies in, `hetang.record.cases`; None outside all rooms."""
        words = module.split(".")
        return next((room for n in (3, 2) if (room := ".".join(words[:n])) in self.height), None)

    def may_use(self, user: str, used: str) -> bool:
        """May code in room `user` refer to room `used`?"""
        return user == used or self.height[used] < self.height[user]

    def enters_by_door(self, importer: str, imported: str) -> bool:
        """True unless `importer`, itself in a room, reaches past the `api.py` of another."""
        room, own = self.room_of(imported), self.room_of(importer)
        if room is None or own is None or room == own or room in OPEN_ROOMS or imported == room:
            return True
        inside = imported.removeprefix(f"{room}.")
        return inside == DOOR or (inside == TEST_DOOR and ".tests." in f"{importer}.")


def read(table: Path = TABLE) -> House:
    """Parse the layers of all contracts. KeyError when the table of floors is missing."""
    parser = configparser.ConfigParser()
    parser.read(table, encoding="utf-8")
    rooms_of = {
        section["containers"].strip(): _layers(section["layers"])
        for name, section in parser.items()
        if section.get("type") == "layers" and name != FLOORS
    }
    height = {}
    for level, names in enumerate(reversed(_layers(parser[FLOORS]["layers"]))):
        for floor in (f"hetang.{name}" for name in names):
            if floor not in rooms_of:
                height[floor] = (level, 0)
            for step, rooms in enumerate(reversed(rooms_of.get(floor, []))):
                height |= {f"{floor}.{room}": (level, step) for room in rooms}
    return House(height)


def _layers(text: str) -> list[list[str]]:
    """Lines of a layers option, highest first; each is a list of rooms that do not know one another."""
    lines = (line.strip() for line in text.splitlines())
    return [re.findall(r"\w+", line) for line in lines if line and not line.startswith("#")]
