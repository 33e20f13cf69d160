"""Who was erased, kept as files beside the database: a backup that is restored brings erased people back, and only
this list says whom to erase again.

A line each, as JSON: the person's row and when it was made (a row's number may be given again after a restore), the
street where it was only a restriction, and when. No name, no number of anybody.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from hetang.commons.people.api import Person
from hetang.ground.lib import clock
from hetang.record.rights.models import Request


@dataclass(frozen=True)
class Erased:
    """`street` is empty for an erasure; otherwise the street in whose cases every use but keeping ended."""

    person: int
    created_at: datetime
    street: str
    at: datetime = field(compare=False)

    def line(self) -> str:
        """As it stands in the file."""
        said = {"person": self.person, "created_at": self.created_at.isoformat(), "street": self.street}
        return json.dumps({**said, "at": self.at.isoformat()}) + "\n"


def note_erased(person: Person, street: str = "") -> None:
    """Put them on the lists as soon as the transaction is committed. A list that cannot be written is logged, and made
    up for by `keep_lists`."""
    entry = Erased(person.pk, person.created_at, street, clock.now())
    transaction.on_commit(partial(add_to_lists, [entry]), robust=True)


def add_to_lists(entries: Iterable[Erased]) -> None:
    """Append those that are not there yet to every list of settings.ERASED_LISTS."""
    wanted = list(entries)
    for path in settings.ERASED_LISTS:
        known = set(read_list(path)) if path.exists() else set()
        missing = list(dict.fromkeys(entry for entry in wanted if entry not in known))
        if missing or not path.exists():
            _append(path, "".join(entry.line() for entry in missing))


def read_list(path: Path) -> list[Erased]:
    """What a list says. Raises ValueError naming the line that is not one of ours, OSError."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            said = json.loads(line)
            made, at = datetime.fromisoformat(said["created_at"]), datetime.fromisoformat(said["at"])
            found.append(Erased(int(said["person"]), made, str(said["street"]), at))
        except (ValueError, KeyError, TypeError) as wrong:
            raise ValueError(f"{path}, line {number}") from wrong
    return found


def erased_so_far() -> list[Erased]:
    """What the database itself knows of erasures and restrictions that were carried out."""
    erased = Person.objects.filter(erased_at__isnull=False).values_list("pk", "created_at", "erased_at")
    partly = Request.objects.filter(kind="erase", done_at__isnull=False, person__erased_at=None)
    restricted = partly.values_list("person_id", "person__created_at", "street", "done_at")
    found = [Erased(pk, made, "", at) for pk, made, at in erased if at is not None]
    return found + [Erased(pk, made, street, at) for pk, made, street, at in restricted if at is not None]


def keep_lists() -> None:
    """Once a day: whatever the database knows stands on the lists, also where one could not be written at the time."""
    add_to_lists(erased_so_far())


def _append(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
