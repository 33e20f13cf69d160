"""Registries are dotted strings in the settings: each leads somewhere, and nothing that asks them goes unanswered."""

import re
from collections.abc import Iterator
from importlib import import_module

import pytest
from django.conf import settings
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from hetang.record.cases.api import NEEDS
from tooling import house

REGISTRIES: tuple[str, ...] = (
    "CASE_FACTS",
    "CASE_PANELS",
    "EVENT_TEXTS",
    "JOURNAL_CONSUMERS",
    "NAVIGATION",
    "LIFECYCLES",
    "OFTEN",
    "MESSAGE_CHANNELS",
    "MESSAGE_SIGHT",
)
REGISTRIES += (
    "FINDING_MARKS",
    "PROCRASTINATE_IMPORT_PATHS",
    "PARTY_COLUMNS",
    "PERSON_COPY",
    "ERASURE",
    "RESTRICTION",
    "FILES_KEPT",
    "RETENTION",
    "LOG_RETENTION",
    "COPIES",
    "CASE_SEALED",
    "UNIT_IN_USE",
    "AUDITED",
)
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def entries() -> Iterator[str]:
    for name in REGISTRIES:
        registry = getattr(settings, name)
        assert registry, name
        yield from registry.values() if isinstance(registry, dict) else registry


@pytest.mark.parametrize("path", [*entries()])
def test_every_entry_leads_to_something_in_a_room(path: str) -> None:
    # procrastinate imports modules whole, the others are names within one.
    found = import_module(path) if path in settings.PROCRASTINATE_IMPORT_PATHS else import_string(path)
    assert found is not None
    assert house.read().room_of(path), f"{path} lies in no room"


def test_every_need_of_a_case_has_its_fact() -> None:
    assert set(settings.CASE_FACTS) == NEEDS


def test_every_verb_of_every_table_has_its_sentence() -> None:
    told = {verb for path in settings.EVENT_TEXTS for verb in import_string(path)}
    verbs = {move.verb for path in settings.LIFECYCLES for move in import_string(path).moves}
    # Opening a mediation is part of the acceptance, which has a sentence.
    assert verbs - told == {"open_mediation"}


def test_a_later_room_may_say_it_better_but_not_with_other_words() -> None:
    """The same verb's sentence in two rooms may only differ in what it says of the event's own body."""
    said: dict[str, list[set[str]]] = {}
    for path in settings.EVENT_TEXTS:
        for verb, text in import_string(path).items():
            said.setdefault(verb, []).append(set(PLACEHOLDER.findall(text)))
    for verb, placeholders in said.items():
        assert all(first <= last for first, last in zip(placeholders, placeholders[1:], strict=False)), verb


def test_every_module_of_jobs_is_there_and_has_one() -> None:
    for path in settings.PROCRASTINATE_IMPORT_PATHS:
        import_module(path)
    named = {task.func.__module__ for task in app.tasks.values() if task.func.__module__.startswith("hetang.")}
    assert named == set(settings.PROCRASTINATE_IMPORT_PATHS)
