"""The originals: every case with all rows that belong to it, found by the foreign keys of the models."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Field, ForeignKey, Model

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import Person
from hetang.commons.places.api import Place, Unit
from hetang.ground.journal.api import Event
from hetang.record.cases.api import STREAM, Case
from tests.performance.million.rules import NOT_COPIED_APPS, OTHER_STREAMS, CannotCopyError

Row = dict[str, Any]
Kind = type[Model]


@dataclass
class Story:
    """One original: its rows by model (attname → value), first to last, and its events."""

    case: Row
    rows: dict[Kind, list[Row]] = field(default_factory=lambda: defaultdict(list))
    events: list[Row] = field(default_factory=list)


def columns(model: Kind) -> list["Field[Any, Any]"]:
    """The columns that are written: those the database works out itself are left to it."""
    return [f for f in model._meta.concrete_fields if not getattr(f, "generated", False)]


def references(model: Kind) -> Iterator[tuple[str, Kind]]:
    """(attname, target) of every foreign key."""
    for found in columns(model):
        if isinstance(found, ForeignKey):
            yield found.attname, found.related_model


def told_of() -> list[Kind]:
    """The models whose rows belong to one case, or to a person in it; those referred to come first."""
    return _ordered(_closure({Case, Person}, set()))


def standing() -> list[Kind]:
    """The models of streets, units and accounts, which cases only point at; those referred to come first."""
    return _ordered(_closure({Place, Unit, Account}, set(told_of())))


def _closure(found: set[Kind], without: set[Kind]) -> set[Kind]:
    while True:
        more = {
            model
            for model in apps.get_models(include_auto_created=True)
            if model not in found | without
            and model._meta.app_label not in NOT_COPIED_APPS
            and any(target in found for _, target in references(model))
        }
        if not more:
            return found
        found = found | more


def _ordered(models: set[Kind]) -> list[Kind]:
    done: list[Kind] = []
    waiting = sorted(models, key=lambda m: m._meta.label)
    while waiting:
        ready = [m for m in waiting if not {t for _, t in references(m)} & set(waiting) - {m}]
        if not ready:
            raise CannotCopyError(f"foreign keys run in a ring: {waiting}")
        done += ready
        waiting = [m for m in waiting if m not in ready]
    return done


def read_stories() -> list[Story]:
    """Every case of the database as a story, oldest first."""
    stories = {row["id"]: Story(row) for row in _rows(Case)}
    owners: dict[Kind, dict[Any, set[int]]] = {Case: {key: {key} for key in stories}}
    kinds = told_of()
    owners[Person] = _persons(kinds)
    for model in kinds:
        known = owners.setdefault(model, {})
        for row in _rows(model):
            if model not in (Case, Person):
                known[row["id"]] = _owners_of(model, row, owners)
            for case in sorted(known.get(row["id"], ())):
                stories[case].rows[model].append(row)
    for event in _rows(Event):
        if event["stream_kind"] == STREAM:
            stories[event["stream_key"]].events.append(event)
        elif event["stream_kind"] not in OTHER_STREAMS:
            raise CannotCopyError(f"stream {event['stream_kind']!r}: whose is it? See OTHER_STREAMS in rules.py")
    return sorted(stories.values(), key=lambda s: (s.case["registered_at"], s.case["id"]))


def _rows(model: Kind) -> list[Row]:
    return list(model._default_manager.order_by("pk").values(*[f.attname for f in columns(model)]))


def _persons(kinds: list[Kind]) -> dict[Any, set[int]]:
    """The cases in which each person has a part."""
    found: dict[Any, set[int]] = defaultdict(set)
    for model in kinds:
        names = dict(references(model))
        cases, persons = ([a for a, t in names.items() if t is wanted] for wanted in (Case, Person))
        for row in _rows(model) if cases and persons else ():
            for person in persons:
                found[row[person]].add(row[cases[0]])
    return found


def _owners_of(model: Kind, row: Row, owners: dict[Kind, dict[Any, set[int]]]) -> set[int]:
    """A row belongs to the case that it names, directly or through another row; else to its person's cases."""
    named = [(target, row[name]) for name, target in references(model) if target in owners and row[name] is not None]
    named.sort(key=lambda pair: (pair[0] is not Case, pair[0] is Person))
    return owners[named[0][0]].get(named[0][1], set()) if named else set()
