"""Erasing a person: every room empties what is theirs, and at last the key is destroyed.

settings.ERASURE is the erasure list: one function a room, `(person, cases) -> {"table.column": rows}`, in the order of
the list; the people's own comes last, because the others may need the key to find what to empty. `cases` are the ids of
the cases whose texts go with the person. `hetang/config/inventory.py` says of every column who empties it.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models

from hetang.commons.people.api import Person
from hetang.record.cases.api import cases_mentioning
from hetang.record.rights.queries import cases_of
from hetang.record.rights.writing import each

# Shorter names are too common to be looked for in other people's texts.
_NAME_CHARS = 2


def erase_everywhere(person: Person) -> dict[str, Any]:
    """Empty every row about the person and destroy their key, inside the caller's transaction.

    Gives {"rows": {"table.column": how many}, "mentions": {"table.column": how many}}: mentions are texts of other
    people's cases in which the same name or number still stands. A name there may be somebody else's, so a human looks.
    """
    name = person.name
    cases = list(cases_of(person).values_list("pk", flat=True))
    numbers = [number for number in (person.phone, person.id_number) if number]
    rows = _run("ERASURE", person, cases)
    mentions = mentions_of([name]) if len(name) >= _NAME_CHARS else {}
    # Numbers in texts are sealed apart, so they are looked for by their index.
    marked = {case for number in numbers for case in cases_mentioning(number)} - set(cases)
    return {"rows": rows, "mentions": mentions | ({"cases_textreference.index": len(marked)} if marked else {})}


def restrict_everywhere(person: Person, street: str) -> dict[str, Any]:
    """Stop every use but keeping in the cases of `street`: consents end and the person is no longer found.

    Other streets decide over their own cases: where there are such, the person is still found by them.
    """
    cases = list(cases_of(person).filter(street=street).values_list("pk", flat=True))
    rows = _run("RESTRICTION", person, cases)
    if not cases_of(person).exclude(street=street).exists():
        rows |= _run("PERSON_RESTRICTION", person, cases)
    return {"rows": rows, "mentions": {}}


def is_linked(person: Person) -> bool:
    """Whether any row of the house still points at the person; their own requests do not count."""
    for relation in Person._meta.related_objects:
        if relation.related_model._meta.label == "rights.Request":
            continue
        if relation.related_model._default_manager.filter(**{relation.field.name: person}).exists():
            return True
    return False


def mentions_of(words: Iterable[str]) -> dict[str, int]:
    """{"table.column": rows} over every free text of the house in which one of `words` stands. Reads all of them."""
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
