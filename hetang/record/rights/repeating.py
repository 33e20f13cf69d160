"""Erasing again, after a restore, who was erased since the backup was made."""

from collections import Counter
from collections.abc import Iterable

from django.db import transaction

from hetang.commons.people.api import Person
from hetang.record.rights.erasedlist import Erased
from hetang.record.rights.erasure import run_erasure, run_restriction


def erase_again(entries: Iterable[Erased]) -> dict[str, int]:
    """Carry out every entry whose person is here as they were then; {"erased" | "restricted" | "already" | "absent": n}.

    Whoever was registered after the backup is absent: there is nothing to erase. A row that was given the same number
    later was made at another moment and is somebody else.
    """
    done: Counter[str] = Counter()
    for entry in sorted(entries, key=lambda entry: entry.at):
        with transaction.atomic():
            found = Person.objects.select_for_update().filter(pk=entry.person, created_at=entry.created_at).first()
            done[_repeat(entry, found)] += 1
    return dict(done)


def _repeat(entry: Erased, person: Person | None) -> str:
    if person is None:
        return "absent"
    if person.erased_at is not None:
        return "already"
    if entry.street:
        run_restriction(person, entry.street)
        return "restricted"
    run_erasure(person)
    return "erased"
