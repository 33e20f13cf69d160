"""A pack as somebody types or uploads it: read, checked line by line, or refused with every fault."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from hetang.commons.rulebook.succession import OWN, obstacles
from hetang.ground.lib import clock
from hetang.ground.lib.labels import Label
from hetang.ground.lib.yamlrows import LoadError, Row, read_text
from hetang.ground.rulepacks import api as rulepacks

# The largest of the house has 25 KB.
MOST_BYTES = 256 * 1024
TEXT = "YAML"


@dataclass(frozen=True)
class Line:
    """What is wrong in which line of the text; 0 where it concerns the whole."""

    number: int
    path: str
    says: Label


@dataclass(frozen=True)
class PackText:
    """A text that holds a version which may be proposed."""

    name: str
    version: int
    effective_on: date
    basis: str
    body: dict[str, Any]


class Faulty(ValueError):
    """A text with these faults."""

    def __init__(self, lines: list[Line]) -> None:
        super().__init__(f"{len(lines)} faults")
        self.lines = lines


def read_pack_text(text: str) -> PackText:
    """The pack in a text. Raises `Faulty`."""
    try:
        row = read_text(TEXT, text)
        document = row.plain()
    except LoadError as error:
        number = error.where.rpartition(":")[2]
        raise Faulty([Line(int(number) if number.isdecimal() else 0, "", {"zh": error.zh, "en": error.en})]) from error
    faults = list(rulepacks.faults(document, rulepacks.KINDS)) or list(_obstacles(document))
    if faults:
        raise Faulty([_line(row, fault) for fault in faults])
    body = {key: value for key, value in document.items() if key not in rulepacks.HEADER}
    return PackText(document["name"], document["version"], document["effective_on"], document["basis"].strip(), body)


def _obstacles(document: dict[str, Any]) -> Iterator[rulepacks.Fault]:
    name = document["name"]
    loaded = rulepacks.versions(name)
    yield from obstacles(name, document["version"], document["effective_on"], loaded=loaded, today=clock.today())


def _line(row: Row, fault: rulepacks.Fault) -> Line:
    return Line(row.line_at(fault.path), " › ".join(map(str, fault.path)), {"zh": fault.zh, "en": fault.en})


def begun_text(name: str) -> str:
    """What an edit begins with: the newest version with the street's next number, in force from tomorrow."""
    newest = rulepacks.versions(name)[0]
    tomorrow = date.fromordinal(clock.today().toordinal() + 1)
    return rulepacks.as_yaml(
        rulepacks.RulePack(
            name=name,
            version=max(newest.version + 1, OWN),
            effective_on=max(tomorrow, newest.effective_on),
            basis=newest.basis,
            body=newest.body,
        )
    )
