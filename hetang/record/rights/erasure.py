"""Erasing a person: every room empties what is theirs, and at last the key is destroyed.

settings.ERASURE is the erasure list: one function a room, `(person, cases) -> {"table.column": rows}`, in the order of
the list; the people's own comes last, because the others may need the key to find what to empty. `cases` are the ids of
the cases whose texts go with the person. `hetang/config/inventory.py` says of every column who empties it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from hetang.commons.people.api import Person
from hetang.record.cases.api import cases_mentioning
from hetang.record.rights.erasedlist import note_erased
from hetang.record.rights.queries import cases_of
from hetang.record.rights.writing import each

# Shorter names are too common to be looked for in other people's texts.
_NAME_CHARS = 2


def erase_everywhere(person: Person) -> dict[str, Any]:
    """Empty every row about the person and destroy their key, inside the caller's transaction, which locked the person.

    Gives {"rows": {"table.column": how many}, "mentions": {}}; what `mentions_of` finds is added after the commit.
    """
    note_erased(person)
    return {"rows": run_erasure(person), "mentions": {}}


def restrict_everywhere(person: Person, street: str) -> dict[str, Any]:
    """Stop every use but keeping in the cases of `street`: consents end and the person is no longer found.

    Other streets decide over their own cases: where there are such, the person is still found by them.
    """
    note_erased(person, street)
    return {"rows": run_restriction(person, street), "mentions": {}}


def run_erasure(person: Person) -> dict[str, int]:
    """The erasure list over this person, without a note of it."""
    return _run("ERASURE", person, list(cases_of(person).values_list("pk", flat=True)))


def run_restriction(person: Person, street: str) -> dict[str, int]:
    """The restriction in this street's cases, without a note of it."""
    cases = list(cases_of(person).filter(street=street).values_list("pk", flat=True))
    rows = _run("RESTRICTION", person, cases)
    if not cases_of(person).exclude(street=street).exists():
        rows |= _run("PERSON_RESTRICTION", person, cases)
    return rows


def is_linked(person: Person) -> bool:
    """Whether any row of the house still points at the person; their own requests do not count."""
    for relation in Person._meta.related_objects:
        if relation.related_model._meta.label == "rights.Request":
            continue
        if relation.related_model._default_manager.filter(**{relation.field.name: person}).exists():
            return True
    return False


@dataclass(frozen=True)
class Traces:
    """By what a person is looked for in other people's texts once their own row is empty."""

    name: str
    numbers: tuple[str, ...]
    cases: frozenset[int]


def traces_of(person: Person) -> Traces:
    """What to look for, read before the erasure: the name, the numbers, and the cases that are emptied with them."""
    numbers = tuple(number for number in (person.phone, person.id_number) if number)
    return Traces(person.name, numbers, frozenset(cases_of(person).values_list("pk", flat=True)))


def mentions_of(traces: Traces) -> dict[str, int]:
    """{"table.column": rows} over the texts in which the name or a number still stands. Reads every text of the house.

    A name there may be somebody else's, so a human looks. Numbers in texts are sealed apart, and looked for by index.
    """
    found = _texts_with([traces.name]) if len(traces.name) >= _NAME_CHARS else {}
    marked = {case for number in traces.numbers for case in cases_mentioning(number)} - traces.cases
    return found | ({"cases_textreference.index": len(marked)} if marked else {})


def _texts_with(words: Iterable[str]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for model in apps.get_models():
        if not model.__module__.startswith("hetang."):
            continue
        for field in model._meta.concrete_fields:
            if not isinstance(field, models.TextField | models.CharField) or field.choices:
                continue
            for word in words:
                n = model._default_manager.filter(**{f"{field.name}__contains": word}).count()
                found[f"{model._meta.db_table}.{field.column}"] += n
    return {key: n for key, n in found.items() if n}


def _run(registry: str, person: Person, cases: list[int]) -> dict[str, int]:
    done: Counter[str] = Counter()
    for empty in each(registry):
        done.update(empty(person, cases))
    return dict(done)
